import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

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


LETTER = b"Dear all, the pump hums. " * 130_000  # 3.2 MB: more than may stand in memory


def letter(data=LETTER, name="letter.txt"):
    return SimpleUploadedFile(name, data, "text/plain")


def test_a_large_file_under_one_key_is_received_once(client, ana):
    headers = bearer(ana, "write:uploads") | {"Idempotency-Key": "k1"}

    first, again = (client.post(URL, {"file": letter()}, headers=headers) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Upload.objects.get().size == len(LETTER)
    assert client.post(URL, {"file": letter(LETTER + b"!")}, headers=headers).status_code == 422
    assert client.post(URL, {"file": letter(name="other.txt")}, headers=headers).status_code == 422
    assert client.post(URL, {"file": letter()}, headers=headers | {"Idempotency-Key": "k2"}).status_code == 201


def test_a_key_works_with_a_session_too_where_the_form_was_read_for_its_token(ana):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    browser.get("/uploads/new/")
    token = {"X-CSRFToken": browser.cookies["csrftoken"].value, "Idempotency-Key": "k1"}

    answers = [browser.post(URL, {"file": letter()}, headers=token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Upload.objects.count() == 1


def test_a_refused_file_is_refused_again_under_its_key(client, ana):
    headers = bearer(ana, "write:uploads") | {"Idempotency-Key": "k1"}

    answers = [client.post(URL, {"file": file(b"<svg/>", "x.svg"), "purpose": "image"}, headers=headers) for _ in range(2)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(422, "not_a_picture")] * 2


def test_a_text_under_a_key_that_is_too_large_says_so(client, ana):
    headers = bearer(ana, "write:qa") | {"Idempotency-Key": "k1"}
    body = {"title": "The pump hums", "body": "x" * 3_000_000, "tags": [], "lang": "en"}

    answer = client.post("/api/v1/questions/", body, content_type="application/json", headers=headers)

    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
