import pytest
from django.conf import settings

from qa.actions.ask_question import ask_question

pytestmark = pytest.mark.django_db


def test_lists_public_questions_at_the_sites_own_address(client, person, viewer):
    asker = viewer(person(), trust=4)
    shown = ask_question(asker, title="The tap drips", body="All night.", lang="en")
    hidden = ask_question(asker, title="Secret", body="Nobody sees this.", lang="en")
    type(hidden).objects.filter(pk=hidden.pk).update(visibility="hidden")

    index = client.get("/sitemap.xml").content.decode()
    section = client.get("/sitemap-questions.xml").content.decode()

    assert "/sitemap-questions.xml" in index
    assert f"<loc>{settings.BASE_URL}{shown.get_absolute_url()}</loc>" in section
    assert "secret" not in section


def test_robots_may_not_enter_private_rooms_and_are_told_of_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /moderation/" in text
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in text
