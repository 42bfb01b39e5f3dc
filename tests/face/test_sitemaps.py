"""What search engines are told of."""

import pytest

from blog.models import BlogIndexPage, BlogPostPage
from qa.actions.ask_question import ask_question

pytestmark = pytest.mark.django_db


def test_the_index_names_every_section(client):
    index = client.get("/sitemap.xml").text

    assert all(f"/sitemap-{name}.xml" in index for name in ("questions", "articles", "topics", "forums", "posts", "pages", "people"))


@pytest.mark.parametrize("name", ["questions", "articles", "topics", "forums", "posts", "pages", "people"])
def test_each_section_answers(client, name):
    assert client.get(f"/sitemap-{name}.xml").status_code == 200


def test_posts_and_pages_stand_at_their_own_addresses(client):
    index = BlogIndexPage.objects.get(locale__language_code="en")
    for title, live in (("Shown", True), ("Draft", False)):
        post = BlogPostPage(title=title, summary="x", live=live)
        index.add_child(instance=post)

    assert "/en/blog/shown/</loc>" in client.get("/sitemap-posts.xml").text
    assert "draft" not in client.get("/sitemap-posts.xml").text
    assert "/es/</loc>" in client.get("/sitemap-pages.xml").text


def test_only_people_who_said_something_in_public(client, person, viewer):
    ask_question(viewer(person(username="speaks"), trust=4), title="The tap drips at night", body="All night.", lang="en")
    person(username="silent")

    people = client.get("/sitemap-people.xml").text

    assert "/people/speaks/" in people
    assert "silent" not in people


def test_a_person_has_a_feed(client, person, viewer):
    ask_question(viewer(person(username="speaks"), trust=4), title="The tap drips at night", body="All night.", lang="en")

    assert "The tap drips at night" in client.get("/people/speaks/feed/").text
    assert client.get("/people/nobody/feed/").status_code == 404
