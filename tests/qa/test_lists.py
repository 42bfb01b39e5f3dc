import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.viewer import GUEST
from qa.actions.accept_answer import accept_answer
from qa.models import Question, Tag
from qa.selectors import question_list

pytestmark = pytest.mark.django_db


def many_questions(author, number, tag=None):
    made = Question.objects.bulk_create(
        Question(title=f"Question {n}", slug=f"question-{n}", lang="en", author=author, body_html="<p>x</p>", body_text="x")
        for n in range(number)
    )
    if tag:
        for question in made:
            question.tags.add(tag)


@pytest.mark.parametrize("address", ["", "?sort=active", "?sort=unanswered", "?sort=solved", "tagged/drum/"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_costs_the_same_for_2_and_for_50_questions(client, client_for, person, ask, address, signed_in):
    ask(tags=["drum"])
    browser, author, counts = (client_for(person()) if signed_in else client), person(), []
    browser.get(f"/questions/{address}")
    for more in (1, 48):
        many_questions(author, more, Tag.objects.get(slug="drum"))
        Question.objects.filter(title="Question 0").update(state="solved")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/questions/{address}").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def titles(sort, **more):
    return [row.title for row in question_list(GUEST, sort=sort, **more).rows]


def test_each_list_shows_its_kind(ask, answer_it, asker, viewer):
    open_one = ask(title="An open question about the drum")
    answered = ask(title="An answered question about it")
    solved = ask(title="A solved question about the pump", tags=["pump"])
    answer_it(answered)
    accept_answer(answer_it(solved), viewer(asker))
    answer_it(open_one := ask(title="Another one, moved up by an answer"))

    assert titles("new")[0] == open_one.title
    assert titles("active")[0] == open_one.title
    assert titles("unanswered") == ["An open question about the drum"]
    assert titles("solved") == ["A solved question about the pump"]
    assert titles("new", tag=Tag.objects.get(slug="pump")) == ["A solved question about the pump"]


@pytest.mark.parametrize("sort", ["new", "active", "unanswered", "solved"])
def test_paging_by_key_shows_each_question_once(person, sort):
    many_questions(person(), 45)
    Question.objects.update(state="solved" if sort == "solved" else "open")

    seen, after = [], ""
    while True:
        page = question_list(GUEST, sort=sort, after=after)
        seen += [row.pk for row in page.rows]
        after = page.next
        if not after:
            break

    assert len(seen) == len(set(seen)) == 45
    assert seen == sorted(seen, reverse=True)


def test_the_next_page_is_a_link(client, person):
    many_questions(person(), 25)

    first = client.get("/questions/").content.decode()
    link = re.search(r'href="([^"]*after=[^"]*)" rel="next"', first)[1].replace("&amp;", "&")

    assert client.get(link).content.decode().count("question-row") == 5


def test_held_questions_are_shown_to_their_author_apart(client, client_for, ask, admission, asker):
    admission("hold")
    held = ask(title="Waiting for a moderator here")

    assert held.title not in client.get("/questions/").content.decode()
    page = client_for(asker).get("/questions/").content.decode()
    assert page.index("Waiting for review") < page.index(held.title)
    assert held.title not in client.get("/questions/feed/").content.decode()


def test_one_language_alone(ask):
    ask(lang="pt", title="A máquina não liga mais hoje")
    ask(lang="en")

    assert titles("new", lang="pt") == ["A máquina não liga mais hoje"]


def test_empty_lists_say_what_to_do_next(client, db):
    assert "/questions/ask/" in client.get("/questions/?sort=solved").content.decode()


@pytest.mark.parametrize(
    "sort, index",
    [
        ("new", "qa_question_new"),
        ("active", "qa_question_active"),
        ("unanswered", "qa_question_unanswered"),
        ("solved", "qa_question_state"),
    ],
)
def test_each_order_is_an_index(person, sort, index):
    if connection.vendor != "sqlite":
        pytest.skip("reads SQLite's query plans")
    many_questions(person(), 30)
    Question.objects.update(state="solved" if sort == "solved" else "open")
    after = question_list(GUEST, sort=sort).next

    for cursor in ("", after):
        with CaptureQueriesContext(connection) as queries:
            question_list(GUEST, sort=sort, after=cursor)
        with connection.cursor() as plan:
            plan.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
            steps = " ".join(row[3] for row in plan.fetchall())
        assert index in steps, steps
        assert "TEMP B-TREE" not in steps, steps


@pytest.mark.postgres
@pytest.mark.parametrize("query", ["?tag=%00", "?lang=%00", "?sort=%00", "?after=%00", "?after=WzEsMl0"])
def test_what_no_database_takes_is_no_list(client, db, query):
    assert client.get(f"/questions/{query}").status_code in (200, 404)
    assert client.get(f"/api/v1/questions/{query.replace('after', 'cursor')}").status_code in (200, 400)
