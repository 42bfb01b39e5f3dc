"""Files of cases: sent with the form or in a reply, seen by the customer and the company's people alone."""

import re

import pytest

from core.uploads.models import Upload
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.models import Case
from crm_sync.records import case_record
from tests.support.pictures import file

pytestmark = pytest.mark.django_db
ASKED = {"subject": "The pump is dead", "description": "It hums and stops.", "nonce": "n1"}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ana(person):
    return person(username="ana")


@pytest.fixture
def agent(person):
    return person(username="agent", roles=("agent",))


def test_the_form_takes_files_that_only_the_cases_people_see(ana, agent, person, client, client_for):
    browser = client_for(ana)
    assert 'type="file"' in browser.get("/support/").content.decode()

    answer = browser.post("/support/", ASKED | {"files": [file(), file(b"E04 at 12:00", "log.txt")]})

    case = Case.objects.get()
    page = browser.get(answer["Location"]).content.decode()
    urls = [upload.get_absolute_url() for upload in Upload.objects.all()]
    assert len(urls) == 2 and all(f'href="{url}"' in page for url in urls)
    assert all(url in client_for(agent).get(f"/support/desk/{case.pk}/").content.decode() for url in urls)
    for reader, status in ((browser, 200), (client_for(agent), 200), (client_for(person()), 404), (client, 404)):
        assert [reader.get(url).status_code for url in urls] == [status] * 2


def test_the_crm_gets_them_as_links(ana, client_for):
    client_for(ana).post("/support/", ASKED | {"files": [file(b"E04", "log.txt")]})

    description = case_record(Case.objects.get()).description

    assert re.fullmatch(r"It hums and stops\.\n\nlog\.txt: http\S+/uploads/[0-9a-f]{24}\.txt", description)


@pytest.mark.parametrize("files, word", [([("x.svg", b"<svg/>")], "x.svg"), ([(f"{n}.txt", b"x") for n in range(6)], "5")])
def test_a_refused_file_opens_no_case_and_says_why(files, word, ana, client_for):
    answer = client_for(ana).post("/support/", ASKED | {"files": [file(data, name) for name, data in files]})

    assert answer.status_code == 422
    assert word in answer.content.decode() and ASKED["description"] in answer.content.decode()
    assert not Case.objects.exists()


def test_a_private_replys_picture_is_for_staff(ana, agent, viewer, client_for):
    browser, desk = client_for(ana), client_for(agent)
    browser.post("/support/", ASKED)
    case = Case.objects.get()
    note, reply = (desk.post("/uploads/", {"file": file(), "purpose": "image"}).json() for _ in range(2))

    reply_to_case(case, viewer(agent), note["markdown"], public=False, nonce="a")
    reply_to_case(case, viewer(agent), reply["markdown"], public=True, nonce="b")

    assert (browser.get(note["url"]).status_code, desk.get(note["url"]).status_code) == (404, 200)
    assert browser.get(reply["url"]).status_code == 200
