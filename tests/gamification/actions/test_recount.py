from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from core.events import ContentImported, record
from gamification.actions.recount import recount
from gamification.models import PersonPoints, PointsEntry
from qa.actions.accept_answer import accept_answer
from qa.models import Question, Vote

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

LONG_AGO = datetime(2024, 2, 3, 12, tzinfo=UTC)


@pytest.fixture
def lived(question, answer, cast, viewer, deliver_all):
    """A little of everything, all delivered."""
    cast(answer)
    voter = cast(answer, -1)
    cast(answer, 1, by=voter)
    cast(question)
    accept_answer(answer, by=viewer(question.author))
    deliver_all()
    return answer


def test_nothing_differs_after_a_life_of_events(lived):
    report = recount()

    assert report.right
    assert report.causes["qa.vote"] == 3


def test_a_recount_changes_nothing_that_was_right(lived):
    before = list(PointsEntry.objects.order_by("pk").values())

    recount()

    assert list(PointsEntry.objects.order_by("pk").values()) == before


def test_a_wrong_total_is_found_and_put_right(lived, points):
    PersonPoints.objects.filter(person=lived.author).update(total=9999, solutions=7)

    (difference,) = recount().differences

    assert (difference.person_id, difference.stored, difference.counted) == (lived.author_id, 9999, 35)
    assert points(lived.author) == 35
    assert PersonPoints.objects.get(person=lived.author).solutions == 1


def test_a_lost_ledger_is_written_again_from_its_causes(lived):
    totals = dict(PersonPoints.objects.values_list("person", "total"))
    PointsEntry.objects.update(reverses=None)
    PointsEntry.objects.all().delete()
    PersonPoints.objects.all().delete()

    report = recount()

    assert not report.right
    assert {person: total for person, total in PersonPoints.objects.values_list("person", "total") if total} == {
        person: total for person, total in totals.items() if total
    }


def test_a_vote_that_no_event_told_of_is_found(lived, points):
    Vote.objects.create(kind="qa.answer", object_id=lived.pk, voter=None, value=1, at=LONG_AGO)

    assert recount().lines == {"answer_upvoted": 1}
    assert points(lived.author) == 45


def test_a_cause_that_is_gone_is_taken_back(lived, points):
    Vote.objects.filter(kind="qa.question").delete()

    assert recount().lines == {"question_upvoted": 1}
    assert points(lived.question.author) == 2


def test_an_import_earns_at_its_own_dates_and_once(question, answer, deliver_all, points):
    votes = Vote.objects.bulk_create(Vote(kind="qa.answer", object_id=answer.pk, voter=None, value=1, at=LONG_AGO) for _ in range(3))
    Question.objects.filter(pk=question.pk).update(accepted=answer, accepted_at=LONG_AGO)

    for _twice in range(2):
        with transaction.atomic():
            record(ContentImported("beer", "qa.question", question.pk, question.pk))
            record(ContentImported("beer", "qa.answer", answer.pk, answer.pk))
            record(ContentImported("beer", "qa.vote", votes[0].pk, votes[-1].pk))
        deliver_all()

    assert (points(answer.author), points(question.author)) == (45, 2)
    assert set(PointsEntry.objects.values_list("day__year", flat=True)) == {2024}
    assert recount().right


def test_the_command_says_what_it_did(lived):
    PersonPoints.objects.filter(person=lived.author).update(total=1)
    out = StringIO()

    call_command("recount", "--dry-run", stdout=out)
    assert f"person {lived.author_id}: 1 stored, 35 counted" in out.getvalue()
    assert PersonPoints.objects.get(person=lived.author).total == 1

    call_command("recount", stdout=out)
    assert "Corrected." in out.getvalue()
    call_command("recount", stdout=out)
    assert out.getvalue().rstrip().endswith("Everything was right.")


def test_check_consistency_names_a_wrong_total(lived):
    from gamification.consistency import totals_are_the_ledgers

    assert list(totals_are_the_ledgers()) == []
    PersonPoints.objects.filter(person=lived.author).update(total=1)

    assert list(totals_are_the_ledgers()) == [f"person {lived.author_id} has 1 points, the ledger 35"]
