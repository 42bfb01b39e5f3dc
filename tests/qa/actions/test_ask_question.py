import pytest
from django.core.exceptions import PermissionDenied

from core.events.content import ContentHeld
from core.viewer import GUEST
from core.writing import Refused
from qa.actions.ask_question import ask_question
from qa.actions.save_draft import save_draft
from qa.events import QuestionAsked
from qa.models import Draft, Follow, Question, Tag

pytestmark = pytest.mark.django_db


def test_a_question_is_public_tagged_followed_and_told(ask, asker, events):
    question = ask(tags=["drum", "código-e04"], journey="j1")

    assert (question.visibility, question.state, question.slug) == ("public", "open", "the-drum-does-not-turn-any-more")
    assert set(question.tags.values_list("slug", "count")) == {("drum", 1), ("codigo-e04", 1)}
    assert Follow.objects.filter(question=question, person=asker).exists()
    assert events(QuestionAsked) == [{"question_id": question.pk, "author_id": asker.pk, "journey": "j1"}]


def test_a_held_question_counts_nowhere_until_it_is_approved(ask, admission, events):
    admission("hold", "first_posts")

    question = ask(tags=["drum"], journey="j1")

    assert (question.visibility, question.published_at) == ("pending", None)
    assert Tag.objects.get(slug="drum").count == 0
    assert events(QuestionAsked) == []
    assert events(ContentHeld)[0] | {"object_id": 0, "author_id": 0} == {
        "kind": "qa.question",
        "object_id": 0,
        "author_id": 0,
        "reasons": ["first_posts"],
        "journey": "j1",
    }


def test_a_refused_question_leaves_nothing(ask, admission):
    admission("refuse", "spam")

    with pytest.raises(Refused, match="spam"):
        ask()

    assert not Question.objects.exists()


def test_the_same_form_sent_twice_makes_one_question(ask, events):
    first, second = ask(nonce="n1"), ask(nonce="n1")

    assert first == second
    assert Question.objects.count() == len(events(QuestionAsked)) == 1


def test_one_nonce_of_two_people_makes_two_questions(ask, person):
    ask(nonce="n1")
    ask(by=person(), nonce="n1")

    assert Question.objects.count() == 2


def test_guests_and_unconfirmed_people_may_not_ask(person, viewer):
    for by in (GUEST, viewer(person(confirmed=False))):
        with pytest.raises(PermissionDenied):
            ask_question(by, title="A title that is long enough", body="x", lang="en")


def test_the_draft_is_done_with(ask, asker, viewer):
    save_draft(viewer(asker), title="The drum")

    ask()

    assert not Draft.objects.exists()


@pytest.mark.parametrize("title, slug", [("¿Por qué no enciende?", "por-que-no-enciende"), ("😀 😀", "grinning-grinning"), ("???", "q")])
def test_every_title_has_an_address(ask, title, slug):
    assert ask(title=title).slug == slug
