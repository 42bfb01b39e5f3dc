"""What people wrote is text in every feed, not markup that a reader would run."""

from xml.etree import ElementTree

import pytest
from django.contrib.syndication.views import Feed
from django.urls import get_resolver

from core.feeds import TextFeed
from qa.actions.ask_question import ask_question
from tests.support.payloads import active

HOSTILE = "Lavadora <img src=x onerror=alert(1)><script>alert(1)</script>"


def views(patterns):
    for pattern in patterns:
        yield from views(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.callback]


def test_every_feed_of_the_house_sums_up_in_text():
    feeds = [view for view in views(get_resolver().url_patterns) if isinstance(view, Feed)]

    assert len(feeds) >= 7
    assert all(isinstance(feed, TextFeed) for feed in feeds)


@pytest.mark.django_db
def test_a_summary_shows_what_was_written_as_text(client, person, viewer):
    somebody = person(trust=3)
    ask_question(viewer(somebody), title=HOSTILE, body=HOSTILE, lang="es")

    for address in ("/questions/feed/", f"/people/{somebody.username}/feed/"):
        feed = ElementTree.fromstring(client.get(address, headers={"accept-language": "es"}).content)
        said = [entry.text for entry in feed.iter("{http://www.w3.org/2005/Atom}summary")]
        assert "&lt;" in said[0]
        assert not active(said[0])
