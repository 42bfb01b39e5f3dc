"""What managers read of searches: what people looked for, what led nowhere, which suggestions help; nobody's words are shown alone."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import interactions
from core.content import content
from core.viewer import GUEST, HOUSE
from crm_sync.actions.say import say_answered
from qa.models import Tag
from tests.support.relay import deliver_all

pytestmark = pytest.mark.django_db


def search(text, visitor, *, found=3, opened=None, shown=(), surface="results"):
    said = {"viewer": GUEST, "journey": f"visit-{visitor}", "surface": surface}
    interactions.record("search", query=text, lang="en", results=found, **said)
    for position, question in enumerate(shown or filter(None, [opened]), start=1):
        interactions.record("impression", ref=("qa.question", question.pk), query=text, lang="en", position=position, **said)
    if opened:
        interactions.record("open", viewer=GUEST, journey=f"visit-{visitor}", ref=("qa.question", opened.pk), surface="suggestion")
    interactions.flush()


@pytest.fixture
def looked(question, agent, client_for):
    """Four visitors searched for a noise, one of whom opened something; three for what isn't there; one for something of their own."""
    Tag.objects.update_or_create(slug="noise", defaults={"name": "noise", "count": 3})
    for visitor in range(4):
        search("washer noise", visitor, opened=question if visitor == 0 else None)
    for visitor in range(3):
        search("descaling tablets", 10 + visitor, found=0)
    search("my neighbour Ana", 20, found=0)
    for text in ("washer", "washer leaks"):
        search(text, 30)
    return client_for(agent)


def tables(page):
    return {table["name"]: table for table in page.context["tables"]}


def test_searches_by_what_became_of_them(looked):
    page = looked.get("/insights/search/")

    figures = {figure.label: figure for figure in page.context["figures"]}
    assert (figures["Searches"].value, figures["Found nothing"].n, figures["Rephrased"].n) == ("10", 10, 10)
    assert figures["Found nothing"].value == "40.0%"
    assert figures["Nothing opened"].value == "83.3%"
    assert "95 % interval" in figures["Found nothing"].note
    top = tables(page)["top"]["rows"]
    assert top[0][0] == {"text": "washer noise", "url": "/search/?q=washer+noise"}
    assert top[0][1:4] == ["4", "4", "25% (5% to 70%), n = 4"]
    assert tables(page)["empty"]["rows"][0][-1] == {"text": "Write an article", "url": "/kb/propose/?title=descaling+tablets"}


def test_nobodys_words_are_shown_alone(looked):
    page = looked.get("/insights/search/")
    sheet = looked.get("/insights/search/", {"table": "top", "format": "csv"})

    for shown in (page.content.decode(), b"".join(sheet.streaming_content).decode()):
        assert "neighbour" not in shown
        assert "3 other texts, each of fewer than three visitors" in shown
        assert "descaling tablets" in shown


def test_topics_that_lead_nowhere(looked):
    rows = tables(looked.get("/insights/search/"))["gaps"]["rows"]

    [noise] = [row for row in rows[:-1] if row[0]["text"] == "noise"]
    assert noise[1:3] == ["4", "75% (30% to 95%), n = 4"]
    assert noise[3]["url"] == "/kb/propose/?tags=noise"
    assert rows[-1][0] == "No topic that we know"


def test_suggestions_by_how_many_open_them_and_are_helped(looked, ask, customer, question):
    other = ask(customer, title="Another washer that nobody opens")
    for visitor in range(100, 122):
        search("washer", visitor, shown=(question, other), opened=question if visitor % 2 else None, surface="ask")
    card = content["qa.question"].card(question.pk, HOUSE)
    say_answered(GUEST, "visit-101", card, answered=True, would_have_contacted=None)
    deliver_all()

    found = tables(looked.get("/insights/search/"))
    assert [row[0]["text"] for row in found["best"]["rows"]] == [question.title, other.title]
    assert found["best"]["rows"][0][1:4] == ["22", "50% (31% to 69%), n = 22", "5% (1% to 22%), n = 22"]
    assert [row[0]["text"] for row in found["worst"]["rows"]] == [other.title, question.title]


def test_sheets_have_numbers(looked):
    sheet = b"".join(looked.get("/insights/search/", {"table": "top", "format": "csv"}).streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(sheet)))

    assert lines[0][:7] == [
        "Text",
        "Searches",
        "Visitors",
        "Opened something",
        "Opened something low",
        "Opened something high",
        "Opened something n",
    ]
    assert lines[1][:7] == ["washer noise", "4", "4", "0.25", "0.0456", "0.6994", "4"]
    assert looked.get("/insights/search/", {"table": "none", "format": "csv"}).status_code == 404


def test_it_costs_the_same_for_few_and_for_many(looked, ask, customer):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            looked.get("/insights/search/")
        return len(counted)

    queries()  # the first one reads what the process keeps
    few = queries()
    for number in range(30):
        made = ask(customer, title=f"Washer part {number} broke")
        for visitor in range(3):
            search(f"washer part {number}", 1000 + visitor + 10 * number, opened=made)

    assert queries() == few


def test_staff_alone_see_it_and_wrong_days_are_told(looked, client, customer, client_for):
    assert client.get("/insights/search/").status_code == 302
    assert client_for(customer).get("/insights/search/").status_code == 404
    assert looked.get("/insights/search/", {"from": "2026-11-30", "to": "2026-11-01"}).status_code == 400
