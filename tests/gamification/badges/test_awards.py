"""Badges are given when they are earned, once, and go or stay when the cause is undone, as the badge says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core.content import content
from core.events import ContentImported, record
from core.models import EventRow
from core.viewer import HOUSE
from gamification.actions.award import AlreadyHeld, award_by_hand, look_again, revoke
from gamification.badges.due import look_at_due, look_later
from gamification.consistency import awards_are_their_rules
from gamification.models import Award, Badge
from qa.actions.accept_answer import accept_answer, withdraw_acceptance
from qa.models import Answer, Vote

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

LONG_AGO = datetime(2024, 2, 3, 12, tzinfo=UTC)


def told(name="gamification.badge_awarded"):
    return EventRow.objects.filter(name=name).count()


def test_the_first_answer_earns_its_badge_once(badge, held, answer_of, person, deliver_all):
    first = badge()
    helper = person()

    answer_of(helper)
    deliver_all()
    answer_of(helper)
    deliver_all()

    assert held(first, helper) == ["once"]
    assert told() == 1


def test_an_own_question_is_no_answer_to_others(badge, held, question, answer_of, deliver_all):
    first = badge()

    answer_of(question.author)
    deliver_all()

    assert held(first, question.author) == []


def test_an_accepted_answer_is_an_award_with_its_cause_and_goes_with_it(badge, held, question, answer, viewer, deliver_all):
    solved = badge(series="solutions", repeatable=True)
    accept_answer(answer, by=viewer(question.author))
    deliver_all()
    assert held(solved, answer.author) == [f"qa.answer:{answer.pk}"]

    withdraw_acceptance(answer, by=viewer(question.author))
    deliver_all()
    assert held(solved, answer.author) == []
    assert told("gamification.badge_withdrawn") == 1

    accept_answer(answer, by=viewer(question.author))
    deliver_all()
    assert held(solved, answer.author) == [f"qa.answer:{answer.pk}"]
    assert Award.objects.count() == 1


def test_a_badge_that_stays_survives_its_cause(badge, held, answer, deliver_all):
    stays = badge(withdraws=False)
    deliver_all()

    content["qa.answer"].hide(answer.pk, HOUSE, "spam")
    deliver_all()

    assert held(stays, answer.author) == ["once"]


def test_a_badge_that_goes_leaves_with_removed_content(badge, held, answer, deliver_all):
    goes = badge()
    deliver_all()

    content["qa.answer"].hide(answer.pk, HOUSE, "spam")
    deliver_all()
    assert held(goes, answer.author) == []

    content["qa.answer"].restore(answer.pk, HOUSE)
    deliver_all()
    assert held(goes, answer.author) == ["once"]


def test_votes_count_for_who_gets_and_who_gives_them(badge, held, answer, cast, deliver_all):
    fair, liked = badge("fair", series="votes_given"), badge("liked", series="good_answers", repeatable=True)
    voters = [cast(answer) for _ in range(5)]
    deliver_all()

    assert all(held(fair, voter) == ["once"] for voter in voters)
    assert held(liked, answer.author) == [f"qa.answer:{answer.pk}"]


def test_points_earn_badges_by_formula(badge, held, answer, cast, deliver_all):
    scored = badge(rule=Badge.Rule.FORMULA, series="", formula="points >= 20 and answers >= 1")
    cast(answer)
    deliver_all()
    assert held(scored, answer.author) == []

    cast(answer)
    deliver_all()
    assert held(scored, answer.author) == ["once"]


def test_an_import_earns_at_the_moment_it_happened_and_nobody_is_told(badge, held, question, person, deliver_all):
    ten = badge(threshold=3)
    helper = person(imported=True)
    made = [
        Answer.objects.create(
            question=question,
            author=helper,
            body_source="x",
            body_html="x",
            body_text="x",
            renderer="1",
            created_at=LONG_AGO + timedelta(days=day),
        )
        for day in range(5)
    ]
    before = told()
    with transaction.atomic():
        record(ContentImported("beer", "qa.answer", made[0].pk, made[-1].pk))
    deliver_all()
    assert look_at_due(quiet=timedelta()) >= 1

    award = Award.objects.get(badge=ten, person=helper)
    assert award.at == LONG_AGO + timedelta(days=2)
    assert (award.cause_kind, award.cause_id) == ("qa.answer", made[2].pk)
    assert told() == before
    assert look_at_due(quiet=timedelta()) == 0


def test_live_and_backfill_agree(badge, held, answer, cast, deliver_all):
    rules = [badge("liked", series="upvotes", threshold=2, repeatable=True), badge("helper")]
    for _ in range(5):
        cast(answer)
    deliver_all()
    live = set(Award.objects.values_list("badge_id", "person_id", "key", "at"))
    assert len(live) == 3

    Award.objects.all().delete()
    look_again([answer.author_id], badges=rules, told=False)

    assert set(Award.objects.values_list("badge_id", "person_id", "key", "at")) == live


def test_a_window_asks_for_many_in_a_short_time(badge, held, answer, deliver_all):
    rush = badge(series="upvotes", threshold=3, window_days=7, repeatable=True)
    for day in (0, 5, 20, 21, 22, 23, 24, 25, 60):
        Vote.objects.create(kind="qa.answer", object_id=answer.pk, voter=None, value=1, at=LONG_AGO + timedelta(days=day))

    look_again([answer.author_id], badges=[rush])

    assert held(rush, answer.author) == ["x1", "x2"]
    assert [award.at for award in Award.objects.order_by("at")] == [LONG_AGO + timedelta(days=22), LONG_AGO + timedelta(days=25)]


def test_nothing_counts_from_before_a_badge_does(badge, held, answer):
    from django.utils import timezone

    later = badge(active_from=timezone.now() + timedelta(days=1))

    look_again([answer.author_id], badges=[later])

    assert held(later, answer.author) == []


def test_by_hand_with_a_reason_and_revoked_for_good(badge, held, answer, person, viewer, deliver_all):
    first, manager = badge(), person(roles=("manager",))
    deliver_all()
    award = Award.objects.get(badge=first, person=answer.author)

    revoke(award, viewer(manager), "Copied from elsewhere")
    look_again([answer.author_id])
    assert held(first, answer.author) == []

    award_by_hand(first, answer.author, viewer(manager), "A second look: it was their own")
    assert held(first, answer.author) == ["once"]
    with pytest.raises(AlreadyHeld):
        award_by_hand(first, answer.author, viewer(manager), "Again")


@pytest.mark.parametrize("roles", [(), ("agent",), ("moderator",)])
def test_only_managers_give_by_hand(badge, answer, person, viewer, roles):
    with pytest.raises(PermissionDenied):
        award_by_hand(badge(), answer.author, viewer(person(roles=roles)), "Because")


def test_managers_do_not_give_to_themselves(badge, person, viewer):
    manager = person(roles=("manager",))

    with pytest.raises(PermissionDenied):
        award_by_hand(badge(), manager, viewer(manager), "I am great")


def test_an_award_by_hand_needs_no_cause(badge, held, person, viewer, deliver_all):
    thanks, kind = badge(), person()
    award_by_hand(thanks, kind, viewer(person(roles=("manager",))), "For the kind words")

    look_again([kind.pk])

    assert held(thanks, kind) == ["once"]


def test_the_check_names_awards_that_no_rule_gives_and_misses_those_it_does(badge, answer, person, deliver_all):
    first = badge()
    deliver_all()
    assert list(awards_are_their_rules()) == []

    Award.objects.all().delete()
    Award.objects.create(badge=first, person=person(username="nobody-helped"))

    assert len(list(awards_are_their_rules())) == 2

    look_later(User.objects.values_list("pk", flat=True))  # as an import does
    assert list(awards_are_their_rules()) == []


@pytest.mark.parametrize("people", [2, 50])
def test_looking_costs_the_same_however_many_people(badge, person, answer_of, people, django_assert_num_queries):
    badge(), badge("liked", series="good_answers"), badge("days", series="streak", threshold=3)
    helpers = [person() for _ in range(people)]
    for helper in helpers:
        answer_of(helper)
    look_again([helper.pk for helper in helpers], told=False)

    with django_assert_num_queries(COST):
        look_again([helper.pk for helper in helpers])


COST = 11
