import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from core.content import content
from core.models import EventRow
from core.viewer import HOUSE
from gamification.contests.actions.edit import write_terms
from gamification.contests.actions.enter import TermsChanged, accept_terms, enter, withdraw
from gamification.contests.eligibility import RefusedToEnter
from gamification.models import Acceptance, Contest, Entry, RefusedEntry
from qa.actions.post_answer import post_answer

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def refused(contest, question, by):
    with pytest.raises(RefusedToEnter) as error:
        enter(contest, "qa.question", question.pk, by)
    assert RefusedEntry.objects.filter(contest=contest, code=error.value.code).exists() or by.user_id is None
    assert str(error.value)
    return error.value.code


def test_terms_then_an_entry(contest, recipe, person, viewer):
    running, ana = contest(), viewer(person())
    question = recipe(person())
    assert refused(running, question, ana) == "terms"

    accept_terms(running, ana, 1, "en")
    assert refused(running, question, ana) == "not_yours"

    mine = recipe(User.objects.get(pk=ana.user_id))
    made = enter(running, "qa.question", mine.pk, ana)
    assert (made.person_id, made.contest) == (ana.user_id, running)
    assert EventRow.objects.filter(name="gamification.contest_entered", payload__entry_id=made.pk).count() == 1
    assert refused(running, mine, ana) == "duplicate"


def test_publishing_under_the_tag_enters_by_itself_after_accepting(contest, recipe, person, viewer, deliver_all):
    running, ana, berta = contest(entries_each=1), person(), person()
    accept_terms(running, viewer(ana), 1, "en")

    first, _second, _other = recipe(ana), recipe(ana), recipe(berta)
    recipe(ana, tags=("drum",))
    deliver_all()

    assert [entry.ref for entry in Entry.objects.all()] == [("qa.question", first.pk)]
    assert list(RefusedEntry.objects.values_list("person", "code")) == [(ana.pk, "enough")]


def test_answers_enter_only_where_replies_do(contest, recipe, person, viewer, deliver_all):
    ana = person()
    threads, replies = contest(), contest(slug="replies", enters="replies")
    for running in (threads, replies):
        accept_terms(running, viewer(ana), 1, "en")

    answer = post_answer(recipe(person()), viewer(ana), "At 200 degrees it is better.")
    deliver_all()

    assert [(entry.contest, entry.ref) for entry in Entry.objects.all()] == [(replies, ("qa.answer", answer.pk))]


@pytest.mark.parametrize(
    "facts, look, code",
    [
        ({"min_trust": 2}, {}, "trust"),
        ({"min_rank": 1}, {}, "rank"),
        ({"experts_only": True}, {}, "experts"),
        ({}, {"may_post": False}, "unconfirmed"),
        ({}, {"roles": {"agent"}}, "team"),
    ],
)
def test_who_may_not_take_part(contest, recipe, person, viewer, facts, look, code):
    ana = person()

    assert refused(contest(**facts), recipe(ana), viewer(ana, **look)) == code


def test_before_and_after_its_time(contest, recipe, person, viewer):
    ana = person()
    question = recipe(ana)

    assert refused(contest("announced"), question, viewer(ana)) == "soon"
    assert refused(contest("voting", slug="two"), question, viewer(ana)) == "over"


def test_what_was_written_before_entries_opened_is_too_early(contest, recipe, person, viewer):
    ana = person()
    running = contest()
    accept_terms(running, viewer(ana), 1, "en")
    question = recipe(ana)
    type(question).objects.filter(pk=question.pk).update(created_at=running.opens_at.replace(year=2020))

    assert refused(running, question, viewer(ana)) == "early"


def test_new_terms_are_accepted_anew(contest, recipe, person, viewer, manager):
    ana = person()
    running = contest()
    accept_terms(running, viewer(ana), 1, "en")
    write_terms(running, manager, {"en": "Be kinder."})

    assert refused(running, recipe(ana), viewer(ana)) == "terms"
    with pytest.raises(TermsChanged):
        accept_terms(running, viewer(ana), 1, "en")
    accept_terms(running, viewer(ana), 2, "en")
    assert sorted(Acceptance.objects.values_list("terms__version", flat=True)) == [1, 2]


def test_what_is_taken_down_is_out_and_comes_back(contest, entry, deliver_all):
    running = contest("voting")
    made = entry(running)

    content["qa.question"].hide(made.object_id, HOUSE, "spam")
    deliver_all()
    assert not Entry.objects.standing().exists()

    content["qa.question"].restore(made.object_id, HOUSE)
    deliver_all()
    assert Entry.objects.standing().get() == made


def test_the_author_withdraws_while_entries_are_open(contest, entry, viewer, person):
    made = entry(contest())
    with pytest.raises(PermissionDenied):
        withdraw(made, viewer(person()))

    withdraw(made, viewer(made.person))

    assert not Entry.objects.standing().exists()


def test_a_manager_strikes_an_entry_and_it_stays_out(contest, entry, manager, deliver_all):
    made = entry(contest("voting"))

    withdraw(made, manager, "Copied")
    content["qa.question"].hide(made.object_id, HOUSE, "spam")
    content["qa.question"].restore(made.object_id, HOUSE)
    deliver_all()

    made.refresh_from_db()
    assert (made.withdrawn_reason, made.withdrawn_by_id) == ("Copied", manager.user_id)


def test_a_draft_is_nobodys(contest, recipe, person, viewer):
    running = contest("draft")

    assert not Contest.objects.visible_to(viewer(person())).filter(pk=running.pk).exists()
