import re

import pytest
from django.core import mail

from accounts.models import User
from accounts.viewer import viewer_of

pytestmark = pytest.mark.django_db

FORM = {"display_name": "María Núñez", "email": "maria@example.test", "password1": "lavadora-brisa-9", "language": "pt"}


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def confirm(client):
    path = re.search(r"/accounts/confirm-email/\S+/", mail.outbox[-1].body).group()
    return client.post(path)


def test_signing_up_asks_for_confirmation_and_then_makes_a_member(client):
    client.post("/accounts/signup/", FORM)

    maria = User.objects.get(email="maria@example.test")
    assert (maria.username, maria.name, maria.language) == ("maria-nunez", "María Núñez", "pt")
    assert not viewer_of(maria).may_post

    confirm(client)

    assert viewer_of(maria).may_post
    assert client.get("/settings/profile/").status_code == 200


def test_the_user_name_never_shows_the_address(client):
    client.post("/accounts/signup/", FORM | {"display_name": "李小龍"})

    assert "maria" not in User.objects.get(email="maria@example.test").username


def test_the_confirmation_mail_speaks_the_persons_language(client):
    client.post("/accounts/signup/", FORM, headers={"Accept-Language": "en"})

    assert "confirm" in mail.outbox[0].body.lower()
    assert "your" not in mail.outbox[0].subject.lower()


def test_a_taken_address_is_not_revealed(client, person):
    person(email="maria@example.test")

    answer = client.post("/accounts/signup/", FORM)

    assert answer.status_code == 302
    assert User.objects.filter(display_name="María Núñez").count() == 0


@pytest.mark.parametrize("login", ["ana", "ANA", "ana@example.test"])
def test_sign_in_by_user_name_or_address(client, person, login):
    person(username="ana", password="a-long-password")

    client.post("/accounts/login/", {"login": login, "password": "a-long-password"})

    assert client.get("/settings/profile/").status_code == 200


def test_guessing_passwords_is_slowed_down(client, person):
    person(username="ana", password="a-long-password")
    for _guess in range(5):
        client.post("/accounts/login/", {"login": "ana", "password": "wrong"})

    client.post("/accounts/login/", {"login": "ana", "password": "a-long-password"})

    assert client.get("/settings/profile/").status_code == 302


def test_an_anonymised_person_signs_in_no_more(client, person):
    from accounts.actions.anonymise_person import anonymise_person

    anonymise_person(person(username="ana", password="a-long-password"))

    client.post("/accounts/login/", {"login": "ana", "password": "a-long-password"})

    assert client.get("/settings/profile/").status_code == 302


def test_a_name_of_invisible_letters_is_refused(client):
    answer = client.post("/accounts/signup/", FORM | {"display_name": "Ana\u200bRuiz"})

    assert answer.status_code == 200
    assert not User.objects.filter(email="maria@example.test").exists()


def test_a_password_alone_does_not_open_the_admin(client, person):
    root = person(username="root", is_superuser=True, password="a-long-password")

    answer = client.post("/django-admin/login/", {"username": root.username, "password": "a-long-password"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert client.get("/django-admin/").status_code == 302
