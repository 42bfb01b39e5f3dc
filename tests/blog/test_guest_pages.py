"""Guests read the blog and the homes from the cache, and never what is no longer so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Brand
from qa.actions.ask_question import ask_question

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pages_are_kept")]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_a_post_is_kept_until_something_is_said(client, post, say):
    first = queries_of(client, post.url)

    assert queries_of(client, post.url) <= first - 8
    say(post)
    assert "Mine hums" in client.get(post.url).text


def test_a_home_is_kept_until_something_happens_in_a_room_it_shows(client, person, viewer):
    client.get("/en/")
    ask_question(viewer(person()), title="The drum does not turn any more", body="It hums.", lang="en")

    assert "The drum does not turn any more" in client.get("/en/").text


def test_the_index_shows_a_new_post_at_once(client, publish, index):
    client.get(index.url)
    publish("Brand new")

    assert "Brand new" in client.get(index.url).text


def test_the_companys_face_changes_on_every_page_at_once(client, post):
    client.get(post.url)
    Brand.objects.create(name="Cantalba", colour="#a3123f")

    page = client.get(post.url).text

    assert "Cantalba" in page
    assert "a3123f" in page
