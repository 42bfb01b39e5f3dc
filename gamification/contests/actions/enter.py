"""Accept the terms, enter, withdraw an entry, and bring back one that the house had withdrawn."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from gamification.contests.eligibility import RefusedToEnter, check_entry, terms_in_force, why_not
from gamification.events import ContestEntered, EntryWithdrawn
from gamification.models import Acceptance, Contest, Entry, RefusedEntry


class TermsChanged(ValueError):
    """A newer version of the terms is in force than the one that was read."""


@transaction.atomic
def accept_terms(contest: Contest, by: Viewer, version: int, lang: str) -> Acceptance:
    """Note that ``by`` read and accepted this version, in this language. Accepting twice keeps the first moment.

    Raises:
        RefusedToEnter: the person may not take part, or the contest is over.
        TermsChanged: ``version`` is not the one in force.
    """
    if contest.state in (Contest.State.DRAFT, *Contest.OVER):
        raise RefusedToEnter("over")
    if code := why_not(contest, by):
        raise RefusedToEnter(code)
    terms = terms_in_force(contest)
    if terms is None or terms.version != version:
        raise TermsChanged(_("The terms have changed. Read them again."))
    return Acceptance.objects.get_or_create(terms=terms, person_id=by.user_id, defaults={"lang": lang[:5]})[0]


def enter(contest: Contest, kind: str, object_id: int, by: Viewer, *, approved_late: bool = False) -> Entry:
    """Enter what ``by`` wrote. A refusal is kept with its reason.

    Raises:
        RefusedToEnter: for the reason that the person is to be shown.
    """
    try:
        with transaction.atomic():
            locked = Contest.objects.select_for_update().get(pk=contest.pk)
            check_entry(locked, kind, object_id, by, approved_late=approved_late)
            entry = Entry.objects.create(contest=locked, person_id=by.user_id, kind=kind, object_id=object_id)
            record(ContestEntered(entry.pk, locked.pk, entry.person_id))
            return entry
    except RefusedToEnter as refusal:
        if by.user_id is not None:
            facts = {"kind": kind[:40], "object_id": object_id, "code": refusal.code}
            RefusedEntry.objects.create(contest=contest, person_id=by.user_id, **facts)
        raise


@transaction.atomic
def withdraw(entry: Entry, by: Viewer, reason: str = "") -> None:
    """Take an entry out: its author while entries are open, a manager with a reason until the results. Twice changes nothing.

    Its votes go back to those who gave them; the row stays.

    Raises:
        PermissionDenied: it is too late, or somebody else's.
    """
    contest = Contest.objects.select_for_update().get(pk=entry.contest_id)
    if not may_withdraw(contest, entry, by):
        raise PermissionDenied(_("This entry can't be withdrawn now."))
    facts = {"withdrawn_at": timezone.now(), "withdrawn_by": by.user_id, "withdrawn_reason": reason}
    if Entry.objects.standing().filter(pk=entry.pk).update(**facts):
        record(EntryWithdrawn(entry.pk, contest.pk, entry.person_id))


def may_withdraw(contest: Contest, entry: Entry, viewer: Viewer) -> bool:
    if contest.over or entry.withdrawn_at is not None:
        return False
    return viewer.is_manager or (entry.person_id == viewer.user_id and contest.state == Contest.State.OPEN)


@transaction.atomic
def bring_back(entry: Entry) -> None:
    """What the house withdrew because it was taken down takes part again when it is back, with the votes it had."""
    contest = Contest.objects.select_for_update().get(pk=entry.contest_id)
    if not contest.over:
        gone = Entry.objects.filter(pk=entry.pk, withdrawn_at__isnull=False, withdrawn_by=None)
        if gone.update(withdrawn_at=None, withdrawn_reason=""):
            record(ContestEntered(entry.pk, contest.pk, entry.person_id))
