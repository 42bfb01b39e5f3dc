import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.viewer import HOUSE
from qa.actions.accept_answer import accept_answer
from qa.actions.close import close
from qa.actions.edit import edit_question
from qa.actions.hide import hide
from qa.models import Answer, Comment, Question

pytestmark = pytest.mark.django_db


def page_of(client, question):
    return client.get(question.get_absolute_url())


def text_of(response):
    return response.content.decode()


def many_answers(question, author, number):
    Answer.objects.bulk_create(Answer(question=question, author=author, body_html="<p>x</p>", body_text="x") for _ in range(number))
    answers = list(question.answers.all())
    Comment.objects.bulk_create(
        Comment(question=question, answer=answer, author=author, body_html="<p>y</p>", body_text="y") for answer in answers
    )
    Question.objects.filter(pk=question.pk).update(answer_count=len(answers))


@pytest.mark.parametrize("who", ["guest", "member", "asker", "staff"])
def test_costs_the_same_for_2_and_for_50_answers(client, client_for, question, asker, person, who):
    people = {"asker": lambda: asker, "member": person, "staff": lambda: person(roles=["agent"])}
    browser = client if who == "guest" else client_for(people[who]())
    author, counts = person(), []
    page_of(browser, question)
    for more in (2, 48):
        many_answers(question, author, more)
        with CaptureQueriesContext(connection) as queries:
            assert page_of(browser, question).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_accepted_answer_stands_right_under_the_question(client, question, answer_it, asker, viewer):
    answer_it(question, body="Look at the hose")
    accepted = answer_it(question, body="Clean the filter")
    accept_answer(accepted, viewer(asker))

    shown = re.findall(r'<article[^>]* id="([\w-]+)"', text_of(page_of(client, question)))

    assert shown[:2] == ["question", f"answer-{accepted.pk}"]


def test_comments_fold_after_three(client, question, comment_on):
    for number in range(5):
        comment_on(question, body=f"Comment {number}")

    page = text_of(page_of(client, question))

    assert "See 2 more comments" in page or "2 comentarios" in page
    assert page.index("Comment 2") < page.index("<details>") < page.index("Comment 3")


def test_votes_are_buttons_that_say_whether_they_are_pressed(client_for, question, answer, person):
    browser = client_for(person())
    browser.post(f"/questions/answers/{answer.pk}/vote/", {"value": "1"})

    page = text_of(page_of(browser, question))

    article = page[page.index(f'id="answer-{answer.pk}"') :]
    assert re.findall(r'aria-pressed="(\w+)"', article)[:2] == ["true", "false"]


def json_ld(response):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text_of(response), re.DOTALL)
    return json.loads(found[1]) if found else None


def test_search_engines_read_a_qapage(client, ask, answer_it, asker, viewer):
    question = ask(title='Is "E04" </script><b> a \\ problem?', body="Línea uno\n\nline two")
    answer_it(question, body="Maybe")
    accept_answer(answer_it(question, body="Yes & no"), viewer(asker))

    told = json_ld(page_of(client, question))

    assert told["@type"] == "QAPage"
    entity = told["mainEntity"]
    assert entity["name"] == 'Is "E04" </script><b> a \\ problem?'
    assert entity["answerCount"] == 2
    assert entity["acceptedAnswer"]["text"] == "Yes & no"
    assert [answer["text"] for answer in entity["suggestedAnswer"]] == ["Maybe"]
    assert entity["acceptedAnswer"]["url"].startswith("http")
    assert entity["author"]["name"]


def test_a_held_question_is_its_authors_and_staffs_alone(client, client_for, ask, admission, person):
    admission("hold")
    held = ask()

    page = page_of(client_for(held.author), held)
    assert page.status_code == 200
    assert "noindex" in text_of(page)
    assert json_ld(page) is None
    assert "Until then only you" in text_of(page)
    assert page_of(client_for(person(roles=["moderator"])), held).status_code == 200
    for browser in (client, client_for(person(trust=4))):
        assert page_of(browser, held).status_code == 404


def test_a_question_that_was_taken_down_is_gone(client, client_for, question, person):
    hide("qa.question", question.pk, HOUSE)

    assert page_of(client, question).status_code == 410
    assert client.get(f"/questions/{question.pk}/").status_code == 410
    assert page_of(client_for(person(roles=["agent"])), question).status_code == 200


def test_a_refused_question_never_was(client, ask, admission):
    admission("hold")
    held = ask()
    hide("qa.question", held.pk, HOUSE)

    assert page_of(client, held).status_code == 404


def test_a_wrong_slug_leads_to_the_right_one_for_good(client, question):
    response = client.get(f"/questions/{question.pk}/something-else/?journey=abc")

    assert (response.status_code, response["Location"]) == (301, f"{question.get_absolute_url()}?journey=abc")


def test_the_old_address_of_an_edited_title_still_leads_there(client, question, viewer, asker):
    old = question.get_absolute_url()
    edited = edit_question(question, viewer(asker), title="Something else entirely happens", body="x", tags=[])

    assert client.get(old)["Location"] == edited.get_absolute_url()


@pytest.mark.parametrize("path", ["999999/x/", "99999999999999999999/x/", "0/", "1/-/versions/"])
def test_what_is_not_there_is_404(client, db, path):
    assert client.get(f"/questions/{path}").status_code == 404


def test_a_duplicate_shows_the_way(client, ask, viewer, person):
    original, copy = ask(title="The drum stands still since Monday"), ask()
    close(copy, viewer(person(), is_staff=True), "Asked before", duplicate_of=original)

    page = text_of(page_of(client, copy))

    assert original.get_absolute_url() in page
    assert 'id="answer"' not in page


def test_held_answers_are_seen_by_their_author_alone(client, client_for, question, answer_it, admission, person):
    admission("hold")
    held = answer_it(question, body="Buy my stuff")

    assert "Buy my stuff" not in text_of(page_of(client, question))
    assert "Buy my stuff" not in text_of(page_of(client_for(person()), question))
    assert "Buy my stuff" in text_of(page_of(client_for(held.author), question))


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script> is my title", '"><img src=x onerror=alert(1)> drum', "{{ 7*7 }} drum turns <svg/onload=1>"]
)
def test_titles_are_text(client, ask, payload):
    question = ask(title=payload, tags=["drum"])

    for address in (question.get_absolute_url(), "/questions/", f"/questions/ask/?title={payload}", "/questions/feed/"):
        page = text_of(client.get(address, follow=True))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page


def test_foreign_content_says_its_language(client, ask):
    question = ask(lang="pt", title="A máquina não liga mais hoje")

    page = text_of(client.get(question.get_absolute_url(), headers={"Accept-Language": "en"}))

    assert re.search(r'<h1 lang="pt">', page)


def test_answers_come_in_pages_by_key(client, question, person):
    many_answers(question, person(), 55)

    first = text_of(page_of(client, question))
    link = re.search(r'href="([^"]*after=[^"]*)" rel="next"', first)[1].replace("&amp;", "&")
    second = text_of(client.get(link))

    ids = [re.findall(r'id="answer-(\d+)"', page) for page in (first, second)]
    assert (len(ids[0]), len(ids[1])) == (20, 20)
    assert not set(ids[0]) & set(ids[1])
    assert "noindex" in second


def test_no_address_of_this_room_fails_for_a_made_up_cursor(client, question):
    for address in (question.get_absolute_url(), "/questions/", "/questions/tags/"):
        assert client.get(address, {"after": "bm9wZQ"}).status_code == 404


def test_models_and_migrations_agree(db):
    call_command("makemigrations", "qa", check=True, dry_run=True, verbosity=0)
