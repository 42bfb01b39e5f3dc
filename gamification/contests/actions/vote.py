"""Vote for an entry, and take that back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import throttle
from core.viewer import Viewer
from gamification.models import Ballot, Contest, ContestVote, Entry

RATE = "60/m"


class VoteRefused(PermissionDenied):
    """Says why to the person; ``code`` says it to programs."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def vote(entry: Entry, by: Viewer) -> int:
    """Give ``entry`` one of ``by``'s votes; returns how many are left. Voting again for the same changes nothing.

    Raises:
        VoteRefused: it is no time for votes, the person may not vote, it is their own entry, or they have no vote left.
    """
    return _cast(entry, by, wanted=True)


def take_back(entry: Entry, by: Viewer) -> int:
    """Take the vote for ``entry`` back, while votes are open; raises as `vote`."""
    return _cast(entry, by, wanted=False)


def votes_used(contest_id: int, person_id: int | None) -> int:
    """Votes for entries that still take part."""
    return ContestVote.objects.filter(entry__contest=contest_id, entry__withdrawn_at=None, person=person_id).count()


@transaction.atomic
def _cast(entry: Entry, by: Viewer, *, wanted: bool) -> int:
    _check(entry, by)
    contest = Contest.objects.get(pk=entry.contest_id)
    Ballot.objects.get_or_create(contest=contest, person_id=by.user_id)
    Ballot.objects.select_for_update().get(contest=contest, person_id=by.user_id)
    contest.refresh_from_db()
    _check_time(contest)
    mine = ContestVote.objects.filter(entry=entry, person_id=by.user_id)
    used = votes_used(contest.pk, by.user_id)
    if wanted and not mine.exists():
        if not Entry.objects.standing().filter(pk=entry.pk).exists():
            raise VoteRefused("withdrawn", _("This entry no longer takes part."))
        if used >= contest.votes_each:
            raise VoteRefused("none_left", _("You have given all your votes. Take one back to give it to another entry."))
        ContestVote.objects.create(entry=entry, person_id=by.user_id)
        Entry.objects.filter(pk=entry.pk).update(votes=F("votes") + 1)
        used += 1
    elif not wanted and mine.delete()[0]:
        Entry.objects.filter(pk=entry.pk).update(votes=F("votes") - 1)
        used = votes_used(contest.pk, by.user_id)
    return max(contest.votes_each - used, 0)


def _check(entry: Entry, by: Viewer) -> None:
    if not by.may_post:
        raise VoteRefused("unconfirmed", _("Only members with a confirmed address vote."))
    if entry.person_id == by.user_id:
        raise VoteRefused("own", _("You can't vote for your own entry."))
    if not throttle.allow("contests.vote", by.user_id, RATE):
        raise VoteRefused("too_fast", _("That was a lot in a short time. Try again in a minute."))


def _check_time(contest: Contest) -> None:
    now = timezone.now()
    if contest.state != Contest.State.VOTING or now >= contest.judging_at:
        raise VoteRefused("closed", _("Votes are not open now."))
