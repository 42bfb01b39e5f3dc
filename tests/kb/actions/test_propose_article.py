"""Members write: a new article, and an article out of a solved question."""

import pytest

from kb.events import ArticleBegunFromQuestion
from kb.models import ArticlePage, Contribution
from qa.actions.accept_answer import accept_answer
from qa.actions.ask_question import ask_question
from qa.actions.post_answer import post_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def solved(person, viewer):
    """A solved question: its asker, who answered, and the question."""
    asker, helper = person(), person(display_name="Hana Helper")
    question = ask_question(viewer(asker), title="The washer shows E04 and stops", body="It hums.", lang="en", tags=["e04"])
    answer = post_answer(question, viewer(helper), "**Clean** the filter of the pump.")
    accept_answer(answer, viewer(asker))
    question.refresh_from_db()
    return asker, helper, question


def sent(topic, **given):
    return {
        "title": "How to clean the filter",
        "topic": topic.pk,
        "summary": "Short.",
        "text": "## Steps\n\n1. Unplug it.",
        "tags": "Filter, E04",
    } | given


def test_a_member_writes_an_article(topic, person, client_for):
    ana = person()

    response = client_for(ana).post("/kb/propose/", sent(topic), follow=True)

    article = ArticlePage.objects.get()
    assert not article.live
    assert (article.owner, article.get_parent().pk) == (ana, topic.pk)
    assert sorted(article.tags.names()) == ["e04", "filter"]
    assert article.current_workflow_task_state.status == "in_progress"
    assert "How to clean the filter" in response.content.decode()
    assert "Waiting for review" in response.content.decode()


def test_two_of_one_title_have_their_own_addresses(topic, person, client_for):
    browser = client_for(person())

    for _ in range(2):
        browser.post("/kb/propose/", sent(topic))

    assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["how-to-clean-the-filter", "how-to-clean-the-filter-2"]


@pytest.mark.parametrize(
    "given", [{"title": ""}, {"title": "Short"}, {"text": ""}, {"topic": "999"}, {"tags": "a,b,c,d,e,f"}, {"summary": "x" * 301}]
)
def test_what_does_not_fit_is_said_and_kept(given, topic, person, client_for):
    response = client_for(person()).post("/kb/propose/", sent(topic) | given)

    assert response.status_code == 422
    assert 'class="error' in response.content.decode() or "notice-error" in response.content.decode()
    assert not ArticlePage.objects.exists()


def test_guests_sign_in_first_and_the_unconfirmed_are_told(topic, client, person, client_for):
    assert client.get("/kb/propose/")["Location"].startswith("/accounts/login/?next=")
    assert client_for(person(confirmed=False)).post("/kb/propose/", sent(topic)).status_code == 422
    assert not ArticlePage.objects.exists()


def test_nobody_writes_under_a_topic_they_may_not_know(topic_in, home, person, client_for):
    closed = topic_in(home, "Inside", audience="employees")
    browser = client_for(person())

    assert "Inside" not in browser.get("/kb/propose/").content.decode()
    assert browser.post("/kb/propose/", sent(closed)).status_code in (200, 422)
    assert not ArticlePage.objects.exists()


def test_a_solved_question_becomes_an_article_and_both_name_each_other(solved, topic, person, client_for, approve, events, client):
    _asker, helper, question = solved
    ana = person(trust=2)
    browser = client_for(ana)
    address = f"/kb/from-question/{question.pk}/"
    assert address in browser.get(question.get_absolute_url()).content.decode()
    start = browser.get(address).content.decode()
    assert "**Clean** the filter" in start
    assert "It hums." in start

    browser.post(address, sent(topic, title="What the code E04 means"))

    article = ArticlePage.objects.get()
    assert events(ArticleBegunFromQuestion) == [{"article_id": article.pk, "question_id": question.pk, "by_id": ana.pk}]
    assert article.title not in client.get(question.get_absolute_url()).content.decode()
    article = approve(article)
    given = dict(article.contributions.values_list("person_id", "role"))
    assert given[helper.pk] == Contribution.Role.ANSWERER
    assert given[ana.pk] == Contribution.Role.AUTHOR
    assert question.get_absolute_url() in client.get(article.url).content.decode()
    assert article.url in client.get(question.get_absolute_url() + "?sort=new").content.decode()
    assert "Hana Helper" in client.get(article.url).content.decode()


def test_one_article_for_one_question(solved, topic, person, client_for):
    browser, address = client_for(person(trust=2)), f"/kb/from-question/{solved[2].pk}/"

    for _ in range(2):
        browser.post(address, sent(topic))

    assert ArticlePage.objects.count() == 1
    assert browser.get(address).status_code == 302
    assert address not in browser.get(solved[2].get_absolute_url()).content.decode()


def test_who_turns_questions_into_articles(solved, topic, person, staff, client_for, client):
    address = f"/kb/from-question/{solved[2].pk}/"

    assert client.get(address).status_code == 302
    assert client_for(person()).get(address).status_code == 404
    assert client_for(person(trust=1)).get(address).status_code == 200
    assert client_for(person(expert=("e04",))).get(address).status_code == 200
    assert client_for(staff("agent")).get(address).status_code == 200


def test_an_open_or_hidden_question_is_none(solved, topic, person, viewer, client_for):
    asker, _helper, question = solved
    browser = client_for(person(trust=2))
    still_open = ask_question(viewer(asker), title="Another thing that doesn't work", body="Why?", lang="en")
    type(question).objects.filter(pk=question.pk).update(visibility="hidden")

    assert browser.get(f"/kb/from-question/{still_open.pk}/").status_code == 404
    assert browser.get(f"/kb/from-question/{question.pk}/").status_code == 404
    assert browser.get("/kb/from-question/999999/").status_code == 404


def test_a_change_begins_with_what_is_there(published, person, client_for, approve):
    article, browser = published(), client_for(person())
    address = f"/kb/articles/{article.pk}/edit/"
    assert "Turn the filter to the left." in browser.get(address).content.decode()

    response = browser.post(address, {"title": article.title, "summary": "", "text": "## When\n\nNow.", "note": "Shorter"}, follow=True)

    assert response.status_code == 200
    assert "Now." in approve(article).body_html
