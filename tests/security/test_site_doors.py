"""Hostile texts where the site shows text that is not HTML: titles, names, tags, queries; and where it reads addresses."""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote, urljoin

import pytest

from accounts.actions.import_people import PERSON, PersonRow, import_people
from accounts.models import User
from core.imports import Pace, known
from core.text import clean_line
from qa.actions.import_answers import AnswerRow, import_answers
from qa.actions.import_comments import CommentRow, import_comments
from qa.actions.import_questions import QuestionRow, import_questions
from qa.models import QUESTION, Question, Tag
from tests.support.payloads import foreign, hostile

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(600)]

AT = datetime(2024, 1, 1, tzinfo=UTC)
SOURCE = "hostile"


@pytest.fixture
def texts(test_data):
    """Every tenth: all of them pass the doors themselves in `test_text_doors`; here it is the pages' turn."""
    return [text for text in hostile(test_data)[::10] if clean_line(text)]


def bring(action, rows):
    pace = Pace()
    for start in range(0, len(rows), 200):
        action(SOURCE, rows[start : start + 200], pace)


@pytest.fixture
def community(texts):
    """Each text as a person's name and description, as a question with title, text and tag by them, as its answer and comment."""
    bring(import_people, [PersonRow(str(n), text, "en", AT, AT, text) for n, text in enumerate(texts)])
    people = known(SOURCE, PERSON, map(str, range(len(texts))))
    bring(
        import_questions,
        [QuestionRow(str(n), people[str(n)], clean_line(text), text, "en", (text,), 0, AT, AT) for n, text in enumerate(texts)],
    )
    questions = known(SOURCE, QUESTION, map(str, range(len(texts))))
    bring(import_answers, [AnswerRow(str(n), questions[str(n)], people[str(n)], text, 0, AT, AT) for n, text in enumerate(texts)])
    bring(import_comments, [CommentRow(str(n), questions[str(n)], None, people[str(n)], text, 0, AT) for n, text in enumerate(texts)])


def broken_pages(client, addresses):
    broken = {}
    for address in addresses:
        response = client.get(address, follow=True)
        if response.status_code >= 500:
            broken[address] = response.status_code
        elif response.headers["Content-Type"].startswith("text/html") and (found := foreign(response.text)):
            broken[address] = found
    return broken


def test_lists_show_titles_tags_and_names_as_text(community, client):
    lists, address = [], "/questions/"
    while address and len(lists) < 200:
        lists.append(address)
        follows = re.search(r'href="([^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"', client.get(address).text)
        address = urljoin(address, unescape(follows[1] or follows[2])) if follows else ""

    assert len(lists) > 10
    assert broken_pages(client, [*lists, "/", "/questions/tags/", "/questions/feed/", "/leaderboard/"]) == {}


def test_questions_and_people_show_everything_as_text(community, client):
    questions = Question.objects.order_by("?")[:120]
    people = User.objects.filter(imported=True).order_by("?")[:60]
    tags = Tag.objects.order_by("?")[:40]

    addresses = [some.get_absolute_url() for some in (*questions, *people)] + [f"/questions/tagged/{tag.slug}/" for tag in tags]

    assert broken_pages(client, addresses) == {}


def test_search_shows_queries_and_what_they_find_as_text(community, client, texts, deliver_all):
    deliver_all()

    addresses = [f"{path}?q={quote(text[:300], errors='replace')}" for text in texts[::5] for path in ("/search/", "/search/suggestions/")]

    assert broken_pages(client, addresses) == {}


def test_made_up_addresses_are_answered_in_peace(client, texts):
    places = (
        "/questions/?after={}",
        "/questions/?sort={}&tag={}",
        "/people/{}/",
        "/questions/tagged/{}/",
        "/questions/{}/x/",
        "/api/v1/search/?q={}",
    )

    addresses = [place.replace("{}", quote(text[:200], safe="", errors="replace")) for text in texts[::12] for place in places]

    assert broken_pages(client, addresses) == {}
