"""A person's page and resource."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.anonymise_person import anonymise_person
from accounts.models import User
from gamification.actions.settle import settle
from qa.models import Answer, Question, Vote

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TEXT = {"body_source": "It hums.", "body_html": "<p>It hums.</p>", "body_text": "It hums.", "renderer": "t"}


@pytest.fixture
def wrote():
    """``wrote(ana, 3)``: three questions, and three answers to somebody else's question."""

    def make(somebody, count, **facts):
        now = timezone.now()
        asked = Question.objects.bulk_create(
            Question(
                title=f"Question {number}", slug="q", lang="en", author=somebody, created_at=now - timedelta(hours=number), **TEXT, **facts
            )
            for number in range(count)
        )
        other, _made = User.objects.get_or_create(username="other")
        theirs = Question.objects.create(title="Theirs", slug="q", lang="en", author=other, **TEXT)
        answers = [Answer(question=theirs, author=somebody, created_at=now - timedelta(hours=n), **TEXT, **facts) for n in range(count)]
        return asked, Answer.objects.bulk_create(answers)

    return make


def test_the_page_says_who_someone_is_and_what_they_did(client, person, wrote):
    ana = person(username="ana", display_name="Ana Ruiz", bio="From Puebla", expert=("pumps",))
    _asked, (answer,) = wrote(ana, 1)
    Question.objects.filter(pk=answer.question_id).update(accepted=answer, accepted_at=timezone.now())
    settle("qa.answer", [answer.pk])

    html = client.get("/people/ana/", headers={"Accept-Language": "en"}).content.decode()

    for words in ("Ana Ruiz", "From Puebla", "pumps", "Question 0", "Theirs", "Accepted answer"):
        assert words in html
    assert f"/questions/{answer.question_id}/" in html


def test_what_is_not_public_is_for_the_author_alone(client, client_for, person, wrote):
    ana = person(username="ana")
    wrote(ana, 1, visibility="pending")

    for path in ("/people/ana/", "/people/ana/?tab=questions", "/people/ana/?tab=answers"):
        assert "Question 0" not in client.get(path).content.decode()
    assert "Question 0" in client_for(ana).get("/people/ana/?tab=questions").content.decode()


def test_an_address_in_other_letters_leads_to_the_one(client, person):
    person(username="ana")

    answer = client.get("/people/ANA/")

    assert (answer.status_code, answer["Location"]) == (301, "/people/ana/")


def test_who_left_is_gone(client, person):
    nobody = anonymise_person(person())

    assert client.get(f"/people/{nobody.username}/").status_code == 410
    assert client.get(f"/api/v1/people/{nobody.username}/").status_code == 404
    assert client.get("/people/never-was/").status_code == 404


@pytest.mark.parametrize("name", ["%00", "ana%00", "%F0%9F%92%A9", "..", "a" * 3000])
def test_what_cannot_be_a_name_is_not_found(client, name):
    assert client.get(f"/people/{name}/").status_code == 404
    assert client.get(f"/api/v1/people/{name}/").status_code == 404


def test_the_address_is_never_shown(client, client_for, person):
    person(username="ana", email="ana.secret@example.test")

    assert "ana.secret" not in client.get("/people/ana/").content.decode()
    assert "ana.secret" not in client_for(person()).get("/api/v1/people/ana/").content.decode()


def test_points_are_shown_line_by_line_to_the_person_and_staff(client, client_for, person, wrote):
    ana = person(username="ana")
    _asked, (answer,) = wrote(ana, 1)
    votes = Vote.objects.bulk_create(Vote(kind="qa.answer", object_id=answer.pk, value=1) for _ in range(2))
    settle("qa.vote", [vote.pk for vote in votes])

    own = client_for(ana).get("/people/ana/?tab=points").content.decode()

    assert own.count("+10") == 2
    assert "Your answer was voted up" in own
    assert client_for(person(roles=("agent",))).get("/people/ana/?tab=points").status_code == 200
    assert client_for(person()).get("/people/ana/?tab=points").status_code == 404
    assert client.get("/people/ana/?tab=points").status_code == 404


def test_the_next_rank_shows_what_is_missing(client, person):
    person(username="ana")

    html = client.get("/people/ana/", headers={"Accept-Language": "en"}).content.decode()

    assert "Next rank: Neighbour" in html
    assert "0 / 10" in html


@pytest.mark.parametrize("path", ["/people/ana/", "/people/ana/?tab=answers", "/people/ana/?tab=questions", "/api/v1/people/ana/"])
def test_the_cost_is_the_same_for_2_and_for_50(client, person, wrote, path):
    ana = person(username="ana")
    wrote(ana, 2)
    client.get(path)  # the first page of a process reads the brand
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    wrote(ana, 48)

    with CaptureQueriesContext(connection) as many:
        assert client.get(path).status_code == 200

    assert len(many) == len(few)


def test_the_points_tab_costs_the_same_for_2_and_for_50(client_for, person, wrote):
    ana = person(username="ana")
    _asked, answers = wrote(ana, 25)
    browser = client_for(ana)

    def cost(answers):
        votes = Vote.objects.bulk_create(Vote(kind="qa.answer", object_id=answer.pk, value=1) for answer in answers)
        settle("qa.vote", [vote.pk for vote in votes])
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/people/ana/?tab=points").status_code == 200
        return len(queries)

    browser.get("/people/ana/")
    assert cost(answers[:2]) == cost(answers[2:])


def test_pages_of_answers_follow_each_other(client, person, wrote):
    ana = person(username="ana")
    wrote(ana, 25)

    first = client.get("/people/ana/?tab=questions").content.decode()
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")

    assert "Question 19" in first
    second = client.get(following).content.decode()
    assert "Question 20" in second
    assert "Question 19<" not in second


@pytest.mark.parametrize("query", ["tab=secrets", "tab=answers&after=nonsense"])
def test_made_up_addresses_are_not_found(client, person, query):
    person(username="ana")

    assert client.get(f"/people/ana/?{query}").status_code == 404


def test_the_resource_counts_what_stands_in_public(client, person, wrote):
    ana = person(username="ana", display_name="Ana")
    wrote(ana, 2)
    wrote(ana, 1, visibility="hidden")

    body = client.get("/api/v1/people/ana/").json()

    assert (body["username"], body["name"], body["points"], body["badges"]) == ("ana", "Ana", 0, [])
    assert body["counts"] == {"questions": 2, "answers": 2, "accepted": 0, "people_helped": 1}
