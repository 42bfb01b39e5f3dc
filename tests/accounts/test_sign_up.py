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


@pytest.mark.parametrize("email", ["x@mailinator.com", "x@box.mailinator.com", "x@MAILINATOR.com"])
def test_a_throw_away_address_is_refused_with_the_reason(client, email):
    answer = client.post("/accounts/signup/", FORM | {"email": email})

    assert not User.objects.filter(email__iexact=email).exists()
    assert answer.context["form"].has_error("email", "throwaway")


def test_the_operator_welcomes_and_refuses_domains(client, settings):
    settings.DISPOSABLE_ALLOWED, settings.DISPOSABLE_REFUSED = {"mailinator.com"}, {"rival.test"}

    for email in ("x@mailinator.com", "x@rival.test"):
        client.post("/accounts/signup/", FORM | {"email": email})

    assert [user.email for user in User.objects.filter(display_name="María Núñez")] == ["x@mailinator.com"]


def test_a_throw_away_address_is_refused_when_added_later_too(client_for, person):
    ana = person()

    client_for(ana).post("/accounts/email/", {"action_add": "", "email": "x@mailinator.com"})

    assert ana.emailaddress_set.count() == 1


def test_who_fills_in_the_trap_is_told_nothing_and_makes_nobody(client):
    answer = client.post("/accounts/signup/", FORM | {"website": "https://spam.example"})

    assert answer.status_code == 302
    assert not User.objects.filter(display_name="María Núñez").exists()
    assert not mail.outbox


def test_the_trap_has_no_inline_style(client):
    page = client.get("/accounts/signup/").content.decode()

    assert 'name="website"' in page
    assert "style=" not in page


def test_a_code_by_mail_signs_in(client, person):
    person("ana", email="ana@example.test")
    client.post("/accounts/login/code/", {"email": "ana@example.test"})
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE).group()

    client.post("/accounts/login/code/confirm/", {"code": code})

    assert client.get("/settings/profile/").status_code == 200


def test_asking_for_a_code_reveals_no_account(client, person):
    person("ana", email="ana@example.test")

    answers = [client.post("/accounts/login/code/", {"email": email}).status_code for email in ("ana@example.test", "nobody@example.test")]

    assert answers == [302, 302]
