from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts.actions.make_token import make_token
from accounts.sessions import device_of
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def sign_in(person):
    person("ana")

    def browser(user_agent=LAPTOP):
        client = Client(headers={"User-Agent": user_agent})
        client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
        return client

    return browser


def is_in(client):
    return client.get("/settings/profile/").status_code == 200


def test_the_page_names_devices_and_no_places(sign_in):
    sign_in(PHONE)

    page = sign_in(LAPTOP).get("/settings/sessions/").content.decode()

    assert "Safari on iPhone" in page
    assert "Firefox on Windows" in page
    assert "127.0.0.1" not in page


def test_ending_one_session_leaves_the_others(sign_in):
    phone, laptop, tablet = sign_in(PHONE), sign_in(), sign_in()
    theirs = UserSession.objects.get(session_key=phone.session.session_key)

    laptop.post(f"/settings/sessions/{theirs.pk}/end/")

    assert [is_in(client) for client in (phone, laptop, tablet)] == [False, True, True]


def test_signing_out_everywhere_else(sign_in):
    phone, laptop = sign_in(PHONE), sign_in()

    laptop.post("/settings/sessions/end/")

    assert [is_in(phone), is_in(laptop)] == [False, True]


def test_signing_out_everywhere(sign_in):
    phone, laptop = sign_in(PHONE), sign_in()

    laptop.post("/settings/sessions/end/", {"here": "yes"})

    assert [is_in(phone), is_in(laptop)] == [False, False]


def test_nobody_ends_the_session_of_another(sign_in, person, client_for):
    phone = sign_in(PHONE)
    theirs = UserSession.objects.get(session_key=phone.session.session_key)

    assert client_for(person()).post(f"/settings/sessions/{theirs.pk}/end/").status_code == 404
    assert is_in(phone)


def test_a_new_password_ends_the_other_sessions(sign_in):
    phone, laptop = sign_in(PHONE), sign_in()
    new = "a-quite-new-password"

    laptop.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert [is_in(phone), is_in(laptop)] == [False, True]


def test_a_token_goes_on_working(sign_in, django_user_model):
    laptop = sign_in()
    _token, key = make_token(django_user_model.objects.get(username="ana"), "script", ["admin"])

    laptop.post("/settings/sessions/end/", {"here": "yes"})

    assert Client().get("/api/v1/tokens/", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_a_session_is_noted_once_a_day(sign_in):
    laptop = sign_in()
    yesterday = timezone.now() - timedelta(days=1)
    UserSession.objects.update(last_seen_at=yesterday)
    session = laptop.session
    session["seen_on"] = yesterday.date().isoformat()
    session.save()

    for _visit in range(2):
        laptop.get("/settings/profile/")

    assert UserSession.objects.get().last_seen_at > yesterday + timedelta(hours=23)
    assert laptop.session["seen_on"] == timezone.now().date().isoformat()


@pytest.mark.parametrize(
    "user_agent, device",
    [
        (PHONE, ("Safari", "iPhone")),
        (LAPTOP, ("Firefox", "Windows")),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", ("Edge", "Mac")),
        ("curl/8", ("", "")),
    ],
)
def test_devices_have_the_names_that_people_use(user_agent, device):
    assert device_of(user_agent) == device
