import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now, timedelta

from moderation.actions.claim import claim, release, release_expired, renew
from moderation.actions.decide import decide
from moderation.conflicts import AlreadyDecided, ClaimedByOther
from moderation.models import DeskEvent, ReviewItem

pytestmark = pytest.mark.django_db


def test_claim_holds_for_ten_minutes_and_is_told(held, moderator):
    item = held()

    claimed = claim(item.pk, moderator)

    assert claimed.claimer_id == moderator.user_id
    assert timedelta(minutes=9) < claimed.claimed_until - now() <= timedelta(minutes=10)
    assert DeskEvent.objects.last().what == "claimed"
    assert claimed.version == item.version


def test_second_claimer_is_told_who_was_first(held, moderator, other_moderator):
    item = held()
    claim(item.pk, moderator)

    with pytest.raises(ClaimedByOther) as refused:
        claim(item.pk, other_moderator)

    assert refused.value.item.claimer_id == moderator.user_id


def test_activity_renews_only_ones_own_claim(held, moderator, other_moderator):
    item = held()
    claim(item.pk, moderator)
    soon = now() + timedelta(minutes=1)
    ReviewItem.objects.update(claimed_until=soon)

    assert not renew(item.pk, other_moderator)
    assert renew(item.pk, moderator)
    claim(item.pk, moderator)

    item.refresh_from_db()
    assert item.claimed_until > soon + timedelta(minutes=8)
    assert item.history.filter(action="claimed").count() == 1


def test_claim_that_ran_out_is_free(held, moderator, other_moderator):
    item = held()
    claim(item.pk, moderator)
    ReviewItem.objects.update(claimed_until=now() - timedelta(seconds=1))

    assert claim(item.pk, other_moderator).claimer_id == other_moderator.user_id


def test_expired_claims_are_freed_and_told(held, moderator, other_moderator):
    gone, busy = held(title="Left alone"), held(title="Being read")
    claim(gone.pk, moderator)
    claim(busy.pk, other_moderator)
    ReviewItem.objects.filter(pk=gone.pk).update(claimed_until=now() - timedelta(seconds=1))

    assert (release_expired(), release_expired()) == (1, 0)

    assert list(ReviewItem.objects.exclude(claimed_by=None)) == [busy]
    assert (DeskEvent.objects.last().what, gone.history.last().action) == ("released", "released")


def test_release_frees_ones_own_and_never_anothers(held, moderator, other_moderator):
    item = held()
    claim(item.pk, moderator)

    assert release(item.pk, other_moderator).claimer_id == moderator.user_id
    assert release(item.pk, moderator).claimer_id is None
    assert [entry.action for entry in item.history.all()] == ["held", "claimed", "released"]


def test_decided_item_is_not_claimed(held, moderator):
    item = held()
    decide(item.pk, moderator, "approved", version=item.version)

    with pytest.raises(AlreadyDecided):
        claim(item.pk, moderator)


@pytest.mark.parametrize("roles", [(), ("agent",)])
def test_only_moderators_claim(held, person, viewer, roles):
    item = held()

    with pytest.raises(PermissionDenied):
        claim(item.pk, viewer(person(roles=roles)))


def test_nobody_judges_their_own_text(held, author, viewer):
    item = held()

    with pytest.raises(PermissionDenied):
        claim(item.pk, viewer(author, roles={"moderator"}))
