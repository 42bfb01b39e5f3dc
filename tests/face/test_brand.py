"""The company's face, as managers set it in the admin."""

import pytest
from django.core.files.base import ContentFile

from blog.models import Brand
from core import brand
from core.pictures import Picture
from tests.support.pictures import picture as drawn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form_address():
    """Of the form in the admin; Wagtail makes the one row when it is first opened."""
    return f"/admin/settings/blog/brand/{Brand.load().pk}/"


def test_what_nobody_set_comes_from_the_environment(client, settings):
    settings.COMMUNITY_NAME, settings.BRAND_COLOUR = "Cantalba", "#1d4ed8"

    assert "<b>Cantalba</b>" in client.get("/questions/").text
    assert client.get("/appearance/brand.css").text == ":root { --brand: #1d4ed8; }\n"


def test_a_manager_changes_it_and_the_next_page_shows_it(client, client_for, person, form_address):
    client.get("/questions/")
    boss = client_for(person(is_superuser=True))
    form = {
        "name": "Cantalba",
        "tagline": "Answers for your kitchen",
        "colour": "#a3123f",
        "font": "system",
        "phone": "55 1234",
        "hours": "9–18",
    }

    saved = boss.post(form_address, form | {"footer_links-count": 0})
    page = client.get("/questions/").text

    assert saved.status_code == 302
    assert "<b>Cantalba</b>" in page
    assert 'href="tel:551234"' in page
    assert "asap-latin" not in page
    assert (
        client.get("/appearance/brand.css").text
        == ':root { --brand: #a3123f; }\n:root { --font: system-ui, "Segoe UI", Roboto, sans-serif; }\n'
    )
    assert "Answers for your kitchen" in client.get("/").text


@pytest.mark.parametrize("colour", ["red; } body { display: none", "url(https://evil.example)", "mauve"])
def test_what_is_no_colour_is_refused(client_for, person, form_address, colour):
    boss = client_for(person(is_superuser=True))

    answer = boss.post(form_address, {"colour": colour, "font": "asap", "footer_links-count": 0})

    assert answer.status_code == 200
    assert not Brand.objects.filter(colour=colour).exists()


@pytest.mark.parametrize("role", ["agent", "moderator"])
def test_others_of_the_staff_may_not(client_for, person, form_address, role):
    assert client_for(person(roles=(role,))).get(form_address).status_code in (302, 403)


def test_managers_may(client_for, person, form_address):
    assert client_for(person(roles=("manager",))).get(form_address).status_code == 200


def test_a_logo_stands_in_the_bar(client):
    picture = Picture.objects.create(title="Logo", file=ContentFile(drawn(), "logo.png"))
    Brand.objects.create(name="Cantalba", logo=picture)

    page = client.get("/questions/").text

    assert 'class="bar-logo"' in page
    assert 'alt="Cantalba"' in page


def test_a_database_that_fails_leaves_the_environments_word(monkeypatch, settings):
    from django.db import DatabaseError

    def fails(by_environment):
        raise DatabaseError

    monkeypatch.setattr(brand, "_provider", fails)

    assert brand.current().name == settings.COMMUNITY_NAME


def test_pages_ask_the_database_once(client, django_assert_num_queries):
    brand.current()

    with django_assert_num_queries(0):
        brand.current()
