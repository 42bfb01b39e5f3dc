"""Wagtail's admin: who comes in, by which door, and what its pages may run."""

import re

import pytest

from blog.models import Brand
from core import brand
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db


def directives(answer):
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())


def test_staff_find_a_dashboard(client_for, person):
    page = client_for(person(roles=("manager",), is_superuser=True)).get("/admin/")

    assert page.status_code == 200
    assert "wagtail" in page.text


def test_the_admin_has_the_communitys_name(client_for, person):
    made = Brand.load()
    made.name = "Cantalba & sons"
    made.save()
    brand.forget()
    boss = client_for(person(is_superuser=True))

    assert '<h1 class="w-h1 w-mt-0">Cantalba &amp; sons</h1>' in re.sub(r"\s*(<|>)\s*", r"\1", boss.get("/admin/").text)
    for address in ("/admin/", "/admin/pages/"):
        assert boss.get(address).text.split("</title>")[0].strip().endswith("- Cantalba &amp; sons")


@pytest.mark.parametrize("language, word", [("es", "Panel de control"), ("pt", "Painel"), ("en", "Dashboard")])
def test_the_admin_speaks_the_editors_language(client_for, person, language, word):
    page = client_for(person(language=language, is_superuser=True)).get("/admin/")

    assert f'lang="{language}' in page.text
    assert word in page.text


def test_an_editors_language_is_chosen_in_plazas_settings_alone(client_for, person):
    page = client_for(person(is_superuser=True)).get("/admin/account/")

    assert "locale-preferred_language" not in page.text


def test_guests_sign_in_at_our_door_and_come_back(client):
    answer = client.get("/admin/pages/", follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fpages%2F"


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/login/", "/admin/reports/site-history/"])
def test_members_are_told_that_it_is_not_for_them(client_for, person, address):
    assert client_for(person()).get(address).status_code == 403


def test_a_password_alone_opens_nothing(client, person):
    person(username="boss", is_superuser=True)

    answer = client.post("/admin/login/", {"username": "boss", "password": PASSWORD})

    assert answer["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/abc-123/", "/admin/password_reset/done/"])
def test_passwords_are_reset_at_our_door(client, address):
    assert client.get(address)["Location"] == "/accounts/password/reset/"


def test_sign_in_sends_to_no_other_site(client):
    assert "evil" not in client.get("/admin/login/?next=https://evil.example/")["Location"]


@pytest.mark.parametrize("address", ["/admin/", "/django-admin/"])
def test_only_the_admins_may_run_what_is_inline(client_for, person, address):
    boss = client_for(person(is_superuser=True))

    allowed = directives(boss.get(address, follow=True))

    assert "'unsafe-inline'" in allowed["script-src"]
    assert "'unsafe-inline'" in allowed["style-src"]
    assert "'unsafe-eval'" not in allowed["script-src"]
    assert "unsafe" not in boss.get("/")["Content-Security-Policy"]
