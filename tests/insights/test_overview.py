"""The page and its evidence agree to the unit with what happened."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from core import interactions
from core.models import Interaction, QueryText
from core.viewer import GUEST
from crm_sync.models import CostRate, Journey
from qa.actions.post_answer import post_answer
from tests.crm_sync.history import NOON, History

pytestmark = pytest.mark.django_db

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture
def read(ask, person):
    return ask(person("lautaro", trust=2), title="Washer leaks water after cleaning the pump").pk


@pytest.fixture
def told(read, agent, client_for):
    """A scripted November: three confirmed (two on a form), one form without, at 120 pesos each."""
    CostRate.objects.create(valid_from="2026-01-02", currency="MXN", loaded_cost=120)
    with History() as then:
        for token in ("token-001", "token-002"):
            then.start(token).see(token, read).say(token, read)
        then.see("token-003", read).say("token-003", read)
        then.start("token-004")
    return client_for(agent)


def test_figures_and_evidence_agree_to_the_unit(told):
    page = told.get("/insights/", NOVEMBER)

    head = {figure.label: figure for figure in page.context["head"]}
    assert [figure.value for figure in head.values()] == ["3", "66.7%", "MX$360", "MX$0"]
    assert head["Deflection rate"].n == 3
    assert page.context["verdict"]["confirmed"] == 3

    rows = told.get("/insights/evidence/deflection.confirmed/", NOVEMBER).context
    assert (rows["total"], len(rows["rows"])) == (3, 3)
    worth = [row[-1] for row in rows["rows"]]
    assert worth == ["120"] * 3

    api = told.get("/api/v1/deflection/summary/", NOVEMBER).json()
    assert (api["confirmed"], api["forms_started"], api["cost_avoided"]) == (3, 3, 360.0)


def test_every_figure_opens_to_its_rows_as_page_and_csv(told):
    from core.ports import figures

    for name in figures.names():
        page = told.get(f"/insights/evidence/{name}/", NOVEMBER)
        assert page.status_code == 200, name
        answer = told.get(f"/insights/evidence/{name}/", NOVEMBER | {"format": "csv"})
        lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        assert len(lines) == page.context["total"] + 1, name


def test_a_row_of_evidence_opens_to_its_journey(told):
    journey = Journey.objects.filter(outcome="confirmed").first()

    page = told.get(f"/support/journeys/{journey.pk}/").content.decode()

    assert "Would have contacted support." in page
    assert "Washer leaks water" in page


def test_text_in_csv_never_runs_as_a_formula(agent, client_for):
    text = QueryText.objects.create(text="=HYPERLINK(1)", lang="en", folded="=hyperlink(1)")
    for number in range(3):
        Interaction.objects.create(at=NOON, kind="search", query=text, results=0, surface="results", voter=f"v{number}")

    answer = client_for(agent).get("/insights/evidence/searches.nothing_found/", NOVEMBER | {"format": "csv"})

    assert "'=HYPERLINK(1)" in b"".join(answer.streaming_content).decode()


def test_top_searches_without_a_result(agent, client_for):
    for text, results, visitors in [("Brisa 12", 0, 3), ("brisa 12", 0, 3), ("filter", 0, 3), ("my neighbour Ana", 0, 2), ("washer", 5, 3)]:
        for number in range(visitors):
            said = {"journey": f"visit-{number}", "results": results, "surface": "results", "lang": "en"}
            interactions.record("search", viewer=GUEST, query=text, **said)
    interactions.record("search", viewer=GUEST, query="bri", results=0, surface="support", lang="en")
    interactions.flush()

    page = client_for(agent).get("/insights/")

    shown = {figure.label: (figure.value, figure.n) for figure in page.context["service"]}
    assert shown["Searches that found nothing"] == ("11", 14)
    assert [(part.label, part.value) for part in page.context["searches"]] == [("Brisa 12", 6), ("filter", 3)]


def test_unanswered_and_time_to_first_reply_count_those_who_wait(ask, customer, expert, viewer, agent, client_for):
    for hours in (1, 2, 3):
        question = ask(customer, title=f"Question number {hours} about washers")
        type(question).objects.filter(pk=question.pk).update(created_at=timezone.now() - timedelta(hours=10))
        if hours < 3:
            answer = post_answer(question, viewer(expert), "Clean the filter of the pump.")
            type(answer).objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(hours=10 - hours))
        post_answer(question, viewer(customer), "Nobody knows? I tried the filter.")

    day = timezone.localdate(timezone.now() - timedelta(hours=10), timezone.get_default_timezone())
    page = client_for(agent).get("/insights/", {"from": day.isoformat(), "to": timezone.localdate().isoformat()})

    shown = {figure.label: (figure.value, figure.n) for figure in page.context["service"]}
    assert shown["Open questions without an answer"] == ("1", 3)
    assert shown["Time to the first reply"] == ("2 hr", 3)
    assert "9 of 10: not reached yet, too many still wait. 2 of 3 have an answer." in page.content.decode()


def test_a_survey_figure_below_thirty_says_so(told):
    page = told.get("/insights/", NOVEMBER)

    assert page.context["direct"].value == ""
    assert "Not enough data" in page.content.decode()


def test_members_and_guests_see_no_figures(client, customer, client_for):
    assert client.get("/insights/").status_code == 302
    for address in ("/insights/", "/insights/evidence/deflection.confirmed/"):
        assert client_for(customer).get(address).status_code == 404


@pytest.mark.parametrize("query", [{"from": "yesterday"}, {"from": "2026-11-09", "to": "2026-11-01"}])
def test_a_wrong_period_is_said_and_this_month_shown(agent, client_for, query):
    page = client_for(agent).get("/insights/", query)

    assert page.status_code == 400
    assert "Choose a first day" in page.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/insights/evidence/nothing/", "/insights/evidence/deflection.confirmed/?page=0", "/insights/evidence/deflection.confirmed/?page=9"],
)
def test_what_is_not_there_is_not_found(agent, client_for, address):
    assert client_for(agent).get(address).status_code == 404


def test_the_page_costs_the_same_for_two_and_fifty_rows(read, ask, customer, agent, client_for, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_for(agent)

    def cost(address):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address, NOVEMBER).status_code == 200
        return len(queries)

    def confirm(start, n):
        with History() as then:
            for index in range(start, start + n):
                ask(customer, title=f"Question number {index} about washers")
                then.see(f"token-{index:04}", read).say(f"token-{index:04}", read)

    addresses = ["/insights/", "/insights/evidence/deflection.confirmed/", "/insights/evidence/questions.unanswered/"]
    confirm(0, 2)
    [cost(address) for address in addresses]
    few = [cost(address) for address in addresses]
    confirm(2, 20)

    assert [cost(address) for address in addresses] == few
    assert max(few) < 40
