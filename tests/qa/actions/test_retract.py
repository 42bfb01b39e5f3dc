import pytest
from django.core.exceptions import PermissionDenied

from core.content import content
from core.events.content import ContentHidden, ContentRetracted, ContentUnretracted
from core.viewer import GUEST, HOUSE
from qa import consistency
from qa.actions.accept_answer import accept_answer
from qa.actions.edit import edit_answer
from qa.actions.retract import retract, unretract
from qa.events import QuestionAsked
from qa.models import Answer, Question, Tag

pytestmark = pytest.mark.django_db


def visibility(post):
    return type(post).objects.values_list("visibility", flat=True).get(pk=post.pk)


def faults():
    return [*consistency.counters(), *consistency.states()]


def test_an_answer_goes_and_comes_back_with_its_counts(answer, viewer, events):
    author = viewer(answer.author)

    for _ in range(2):
        retract("qa.answer", answer.pk, author)
    question = Question.objects.get(pk=answer.question_id)
    assert (visibility(answer), question.answer_count, question.state, faults()) == ("retracted", 0, "open", [])

    for _ in range(2):
        unretract("qa.answer", answer.pk, author)
    question.refresh_from_db()
    assert (visibility(answer), question.answer_count, question.state, faults()) == ("public", 1, "answered", [])
    assert len(events(ContentRetracted)) == len(events(ContentUnretracted)) == 1
    assert events(ContentHidden) == []


def test_a_question_leaves_its_topics_and_the_index_until_it_is_back(question, asker, viewer, events):
    retract("qa.question", question.pk, viewer(asker))
    assert (Tag.objects.get(slug="drum").count, content["qa.question"].documents([question.pk]), faults()) == (0, {}, [])

    unretract("qa.question", question.pk, viewer(asker))
    assert Tag.objects.get(slug="drum").count == 1
    assert question.pk in content["qa.question"].documents([question.pk])
    assert len(events(QuestionAsked)) == 1


def test_a_question_that_others_answered_stays(question, answer_it, asker, viewer):
    answer_it(question, by=asker)
    others = answer_it(question)
    with pytest.raises(PermissionDenied):
        retract("qa.question", question.pk, viewer(asker))

    retract("qa.answer", others.pk, viewer(others.author))
    retract("qa.question", question.pk, viewer(asker))
    assert visibility(question) == "retracted"


def test_the_accepted_answer_stays(answer, asker, viewer):
    accept_answer(answer, viewer(asker))

    with pytest.raises(PermissionDenied):
        retract("qa.answer", answer.pk, viewer(answer.author))


def test_an_answer_that_was_taken_back_meanwhile_is_not_accepted(answer, asker, viewer):
    retract("qa.answer", answer.pk, viewer(answer.author))

    with pytest.raises(PermissionDenied):
        accept_answer(answer, viewer(asker))


@pytest.mark.parametrize("roles", [(), ("agent",), ("moderator",)])
def test_nobody_takes_back_what_another_wrote(question, answer, comment_on, person, viewer, roles):
    other = viewer(person(roles=roles))

    for kind, post in (("qa.question", question), ("qa.answer", answer), ("qa.comment", comment_on(answer))):
        with pytest.raises(PermissionDenied):
            retract(kind, post.pk, other)


def test_moderators_bring_it_back_and_others_do_not(question, comment_on, person, viewer):
    written = comment_on(question)
    retract("qa.comment", written.pk, viewer(written.author))

    for roles in ((), ("agent",)):
        with pytest.raises(PermissionDenied):
            unretract("qa.comment", written.pk, viewer(person(roles=roles)))
    with pytest.raises(PermissionDenied):
        unretract("qa.comment", written.pk, viewer(written.author, may_post=False))

    unretract("qa.comment", written.pk, viewer(person(roles=("moderator",))))
    assert visibility(written) == "public"


def test_what_was_held_is_held_again(ask, admission, asker, viewer):
    admission("hold")
    held = ask()
    retract("qa.question", held.pk, viewer(asker))

    unretract("qa.question", held.pk, viewer(asker))

    assert visibility(held) == "pending"


def test_what_is_taken_back_or_down_is_not_edited_nor_taken_back(answer, viewer):
    author = viewer(answer.author)
    retract("qa.answer", answer.pk, author)
    answer.refresh_from_db()
    with pytest.raises(PermissionDenied):
        edit_answer(answer, author, body="Buy my stuff")

    content["qa.answer"].hide(answer.pk, HOUSE, "spam")
    with pytest.raises(PermissionDenied):
        retract("qa.answer", answer.pk, author)
    unretract("qa.answer", answer.pk, author)
    assert visibility(answer) == "hidden"


def test_a_moderator_decides_all_the_same_and_undoes_that(answer, viewer):
    retract("qa.answer", answer.pk, viewer(answer.author))
    adapter = content["qa.answer"]

    adapter.hide(answer.pk, HOUSE, "spam")
    assert visibility(answer) == "hidden"
    adapter.restore(answer.pk, HOUSE)
    assert visibility(answer) == "retracted"

    unretract("qa.answer", answer.pk, viewer(answer.author))
    assert (visibility(answer), faults()) == ("public", [])


def test_held_and_taken_back_it_is_approved_held_again_and_refused(ask, admission, asker, viewer):
    admission("hold")
    held, adapter = ask(), content["qa.question"]
    retract("qa.question", held.pk, viewer(asker))

    adapter.approve(held.pk, HOUSE)
    assert visibility(held) == "retracted"
    adapter.hold(held.pk, HOUSE)
    unretract("qa.question", held.pk, viewer(asker))
    assert visibility(held) == "pending"

    retract("qa.question", held.pk, viewer(asker))
    adapter.approve(held.pk, HOUSE)
    unretract("qa.question", held.pk, viewer(asker))
    assert visibility(held) == "public"


def test_refused_after_it_was_taken_back_it_is_taken_back_again_when_that_is_undone(ask, admission, asker, viewer):
    admission("hold")
    held, adapter = ask(), content["qa.question"]
    retract("qa.question", held.pk, viewer(asker))

    adapter.hide(held.pk, HOUSE, "spam")
    assert visibility(held) == "refused"
    adapter.hold(held.pk, HOUSE)
    assert visibility(held) == "retracted"
    unretract("qa.question", held.pk, viewer(asker))
    assert visibility(held) == "pending"


def test_own_answers_come_and_go_with_the_question(question, answer_it, asker, viewer):
    own = answer_it(question, by=asker)
    retract("qa.question", question.pk, viewer(asker))

    assert not Answer.objects.visible_to(GUEST).filter(pk=own.pk).exists()
    assert faults() == []
