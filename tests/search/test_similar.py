"""What is similar, and what asks the same: beside each kind of thread, for whom it may be shown, and offered to who wrote it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.content import content
from core.ports import suggester
from core.viewer import GUEST, HOUSE
from qa.actions.close import close
from qa.models import Question
from search.similar import SAME
from tests.forums.conftest import make_forum

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = ("La lavadora marca E04 y no desagua", "Desde ayer la lavadora marca el error E04 en la pantalla y no desagua.")
AGAIN = ("Mi lavadora no desagua y marca E04", "La lavadora no desagua: marca el error E04 en la pantalla desde ayer.")
OTHER = ("La lavadora hace ruido", "Al centrifugar la lavadora camina por la cocina y hace ruido de piedras.")


@pytest.fixture
def asker(person, viewer):
    return viewer(person(trust=3))


@pytest.fixture
def twice(ask, asker, deliver_all):
    """The same question by two people, and another one."""
    first = ask(*ASKED)
    ask(*OTHER)
    again = ask(*AGAIN, by=asker)
    deliver_all()
    return first, again


@pytest.fixture
def browser(client_for, asker):
    from accounts.models import User

    return client_for(User.objects.get(pk=asker.user_id), headers={"accept-language": "en"})


def key(question):
    return f"qa.question:{question.pk}"


def test_what_is_similar_comes_without_itself(twice):
    first, again = twice

    assert suggester.similar(key(first), GUEST)[0].key == key(again)
    assert key(first) not in {found.key for found in suggester.similar(key(first), GUEST)}


def test_only_what_asks_the_same_is_a_duplicate(twice, asker):
    first, again = twice

    [found] = suggester.duplicates(key(again), asker)

    assert found.key == key(first)
    assert SAME <= found.score <= 1


def test_nothing_is_told_of_what_one_may_not_see(twice, person, viewer):
    first, again = twice
    content["qa.question"].hide(first.pk, HOUSE, "test")

    for looking in (GUEST, viewer(person())):
        assert suggester.similar(key(first), looking) == []
        assert key(first) not in {found.key for found in suggester.similar(key(again), looking)}
        assert suggester.duplicates(key(again), looking) == []


def test_one_place_serves_every_kind_and_shows_the_state(twice, regular, client):
    first, again = twice
    close(first, regular.__class__(roles=frozenset({"agent"}), user_id=regular.user_id), "Old")

    rows = client.get(f"/search/similar/qa.question/{again.pk}/", headers={"hx-request": "true"})
    page = client.get(f"/search/similar/qa.question/{again.pk}/")

    assert "#plaza-closed" in rows.text
    assert "<html" not in rows.text
    assert first.title in page.text
    assert "noindex" in page.text
    for kind, id in (("qa.question", 2**63), ("qa.question", 999_999), ("qa.answer", 1), ("none", 1)):
        assert client.get(f"/search/similar/{kind}/{id}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_costs_the_same_for_few_and_many(ask, deliver_all, client, rows, django_assert_num_queries):
    asked = ask(*ASKED)
    for _ in range(rows):
        ask(*AGAIN)
    deliver_all()
    client.get(f"/search/similar/qa.question/{asked.pk}/", headers={"hx-request": "true"})

    with django_assert_num_queries(7):
        page = client.get(f"/search/similar/qa.question/{asked.pk}/", headers={"hx-request": "true"})
    assert page.text.count("row-compact") == rows


def test_the_asker_is_offered_the_same_question_and_marks_and_unmarks_theirs(twice, browser):
    first, again = twice
    page = browser.get(again.get_absolute_url())
    assert [found.key for found in page.context["asked_before"]] == [key(first)]

    after = browser.post(f"/questions/{again.pk}/-/same/", {"of": first.pk}, follow=True)
    again.refresh_from_db()
    assert (again.state, again.duplicate_of, again.closed_by_id) == ("duplicate", first, again.author_id)
    assert first.get_absolute_url() in after.text
    assert after.context["asked_before"] == []

    opened = browser.post(f"/questions/{again.pk}/-/reopen/", follow=True)
    again.refresh_from_db()
    assert (again.state, again.duplicate_of, again.closed_by) == ("open", None, None)
    assert opened.status_code == 200


def test_who_says_no_is_not_asked_again(twice, browser):
    _, again = twice

    page = browser.post(f"/questions/{again.pk}/-/same/", {"of": ""}, follow=True)

    assert page.context["asked_before"] == []
    again.refresh_from_db()
    assert again.state == "open"


def test_others_are_offered_nothing_and_may_not_mark(twice, client_for, person):
    first, again = twice
    stranger = client_for(person(trust=3))

    assert Client().get(again.get_absolute_url()).context["asked_before"] == []
    assert stranger.get(again.get_absolute_url()).context["asked_before"] == []
    assert stranger.post(f"/questions/{again.pk}/-/same/", {"of": first.pk}).status_code == 403


def test_an_old_or_answered_question_is_let_be(twice, browser, answer):
    _, again = twice
    answer(again, "Limpia el filtro.")
    assert browser.get(again.get_absolute_url()).context["asked_before"] == []
    Question.objects.filter(pk=again.pk).update(answer_count=0, created_at=timezone.now() - timedelta(days=2))
    assert browser.get(again.get_absolute_url()).context["asked_before"] == []


@pytest.mark.parametrize("of", ["x", "99999999999999999999", "999999", "-1"])
def test_an_odd_original_marks_nothing(twice, browser, of):
    _, again = twice

    assert browser.post(f"/questions/{again.pk}/-/same/", {"of": of}).status_code in (302, 404)
    again.refresh_from_db()
    assert again.state == "open"


def test_what_staff_closed_stays_closed_for_the_asker(twice, browser, regular):
    _, again = twice
    close(again, regular.__class__(roles=frozenset({"agent"}), user_id=regular.user_id), "Sold out")

    assert browser.post(f"/questions/{again.pk}/-/reopen/").status_code == 403


def test_a_topic_like_another_is_taken_back_in_one_click(person, viewer, client_for, deliver_all, monkeypatch):
    from core.ports import admission
    from forums.actions.start_topic import start_topic

    monkeypatch.setattr(admission, "_provider", None)
    forum, starter = make_forum("Lavadoras"), person(trust=3)
    first = start_topic(forum, viewer(person(trust=3)), title=ASKED[0], body=ASKED[1], lang="es")
    again = start_topic(forum, viewer(starter), title=AGAIN[0], body=AGAIN[1], lang="es")
    deliver_all()
    browser = client_for(starter)

    assert [found.id for found in browser.get(again.get_absolute_url()).context["asked_before"]] == [first.pk]
    assert f'hx-get="/search/similar/forums.topic/{again.pk}/"' in browser.get(again.get_absolute_url()).text
    browser.post(f"/forums/topics/{again.pk}/same/", {"of": first.pk})
    again.refresh_from_db()
    assert again.visibility == "retracted"
