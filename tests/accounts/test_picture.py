"""One's own picture, from the settings to every author card."""

import pytest

from accounts.actions.anonymise_person import anonymise_person
from core.uploads.models import Upload
from qa.actions.ask_question import ask_question
from tests.support.pictures import file, opened, picture

pytestmark = pytest.mark.django_db
DOOR = "/settings/profile/picture/"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ana(person):
    return person(username="ana", display_name="Ana Ruiz")


def test_a_picture_stands_wherever_its_person_does(ana, client, client_for, viewer, monkeypatch):
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", None)
    question = ask_question(viewer(ana), title="The pump hums", body="It hums.", lang="en")
    browser = client_for(ana)

    answer = browser.post(DOOR, {"file": file(picture(size=(900, 600)))})

    ana.refresh_from_db()
    assert answer.status_code == 302
    tag = f'<img class="avatar" src="{ana.avatar}" alt="" width="40" height="40"'
    assert tag in client.get(question.get_absolute_url()).content.decode()
    assert f'avatar-xl" src="{ana.avatar}"' in client.get("/people/ana/").content.decode()
    assert opened(b"".join(client.get(ana.avatar).streaming_content)).size == (256, 256)


def test_a_new_picture_replaces_the_old_and_its_files(ana, client_for, django_capture_on_commit_callbacks):
    browser = client_for(ana)
    browser.post(DOOR, {"file": file()})
    ana.refresh_from_db()
    first = ana.avatar

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(DOOR, {"file": file()})

    ana.refresh_from_db()
    assert ana.avatar != first
    assert Upload.objects.count() == 1
    assert browser.get(first).status_code == 404


def test_a_picture_can_be_taken_away(ana, client_for):
    browser = client_for(ana)
    browser.post(DOOR, {"file": file()})

    page = browser.post(f"{DOOR}remove/", follow=True).content.decode()

    ana.refresh_from_db()
    assert ana.avatar == ""
    assert not Upload.objects.exists()
    assert "Remove the picture" not in page and ">AR<" in page


def test_what_is_no_picture_is_said_beside_the_field(ana, client_for):
    answer = client_for(ana).post(DOOR, {"file": file(b"<svg/>", "x.svg")})

    assert answer.status_code == 422
    assert "know this kind of picture" in answer.content.decode()
    assert client_for(ana).post(DOOR, {}).status_code == 422


def test_guests_and_the_unconfirmed_have_none(client, person, client_for):
    assert client.post(DOOR, {"file": file()}).status_code == 302
    assert client_for(person(confirmed=False)).post(DOOR, {"file": file()}).status_code == 403
    assert not Upload.objects.exists()


def test_it_goes_with_its_person(ana, client_for):
    client_for(ana).post(DOOR, {"file": file()})

    gone = anonymise_person(ana)

    assert gone.avatar == ""
    assert not Upload.objects.exists()
