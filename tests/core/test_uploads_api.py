import pytest

from accounts.actions.make_token import make_token
from core.uploads.models import Upload
from tests.support.pictures import file

pytestmark = pytest.mark.django_db
URL = "/api/v1/uploads/"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ana(person):
    return person(username="ana", trust=1)


def bearer(somebody, *scopes):
    return {"Authorization": f"Bearer {make_token(somebody, 'test', list(scopes))[1]}"}


def test_a_token_sends_a_picture(client, ana):
    answer = client.post(URL, {"file": file(), "purpose": "image", "alt": "The pump"}, headers=bearer(ana, "write:uploads"))

    assert answer.status_code == 201
    assert answer.json()["markdown"] == f"![The pump](/uploads/{Upload.objects.get().name})"


def test_refusals_are_problems(client, ana):
    scope = bearer(ana, "write:uploads")

    damaged = client.post(URL, {"file": file(b"<svg/>", "x.svg"), "purpose": "image"}, headers=scope)
    missing = client.post(URL, {}, headers=scope)

    assert (damaged.status_code, damaged.json()["code"], damaged["Content-Type"]) == (422, "not_a_picture", "application/problem+json")
    assert missing.status_code == 400 and missing.json()["errors"][0]["pointer"] == "#/file"


def test_it_takes_its_own_scope_and_a_confirmed_person(client, ana, person):
    assert client.post(URL, {"file": file()}).status_code in (401, 403)
    assert client.post(URL, {"file": file()}, headers=bearer(ana, "write:qa")).status_code == 403
    unconfirmed = client.post(URL, {"file": file()}, headers=bearer(person(confirmed=False), "write:uploads"))
    assert (unconfirmed.status_code, unconfirmed.json()["code"]) == (403, "not_allowed")
    assert client.get(URL, headers=bearer(ana, "write:uploads")).status_code == 405


def test_it_is_as_fast_as_the_page_and_no_faster(client, ana, settings):
    settings.UPLOADS_RATES = ["1/d"]
    scope = bearer(ana, "write:uploads")

    answers = [client.post(URL, {"file": file()}, headers=scope).status_code for _ in range(2)]

    assert answers == [201, 429]
