"""Who may take part with what: every reason to refuse has a code that is kept and words that are shown."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.content import Card, content
from core.viewer import Viewer
from gamification.models import Acceptance, Contest, Entry, PersonPoints, Terms
from gamification.ranks import rank_of
from qa.models import ANSWER, QUESTION
from qa.tagging import clean, slug_of

State = Contest.State

REASONS: dict[str, Any] = {
    "soon": _("Entries are not open yet."),
    "over": _("Entries are closed."),
    "guest": _("Sign in to take part."),
    "unconfirmed": _("Only members with a confirmed address take part."),
    "team": _("The company's team doesn't take part."),
    "trust": _("This contest is for members who have been active for longer."),
    "rank": _("This contest is for members of a higher rank."),
    "experts": _("This contest is for experts."),
    "terms": _("Accept the terms first."),
    "unknown": _("This text can't be seen by others."),
    "not_yours": _("Only what you wrote yourself can enter."),
    "kind": _("This contest is not for this kind of text."),
    "tag": _("It doesn't carry the tag of the contest."),
    "early": _("It was written before entries opened."),
    "late": _("It was written after entries had closed."),
    "duplicate": _("It has been entered already."),
    "enough": _("You have as many entries as this contest allows."),
}


class RefusedToEnter(Exception):
    """``code`` is a key of `REASONS`; as text it is what the person is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(REASONS[self.code])


def why_not(contest: Contest, viewer: Viewer) -> str:
    """The code of what keeps this person out, or nothing; whether entries are open is asked apart. One query where a rank is asked for."""
    if viewer.is_guest:
        return "guest"
    if viewer.is_staff and not contest.staff_may_enter:
        return "team"
    if not viewer.may_post:
        return "unconfirmed"
    if viewer.trust < contest.min_trust:
        return "trust"
    if contest.experts_only and "expert" not in viewer.roles:
        return "experts"
    if contest.min_rank and _rank_level(viewer) < contest.min_rank:
        return "rank"
    return ""


def _rank_level(viewer: Viewer) -> int:
    points = PersonPoints.objects.filter(person=viewer.user_id).first() or PersonPoints()
    return rank_of({"points": points.total, "solutions": points.solutions}).level


def terms_in_force(contest: Contest) -> Terms | None:
    return contest.terms.order_by("-version").first()


def accepted(contest: Contest, person_id: int | None) -> Acceptance | None:
    """Their acceptance of the terms in force."""
    terms = terms_in_force(contest)
    return Acceptance.objects.filter(terms=terms, person=person_id).first() if terms and person_id else None


def check_entry(contest: Contest, kind: str, object_id: int, viewer: Viewer, *, approved_late: bool = False) -> Card:
    """The card of what may enter now. ``approved_late``: it waited for a moderator, so only the date on which it was written counts.

    Raises:
        RefusedToEnter: it may not, for the first reason there is.
    """
    _check_time(contest, approved_late=approved_late)
    if code := why_not(contest, viewer):
        raise RefusedToEnter(code)
    if accepted(contest, viewer.user_id) is None:
        raise RefusedToEnter("terms")
    if kind not in content or (card := content[kind].card(object_id, viewer)) is None:
        raise RefusedToEnter("unknown")
    if card.author_id != viewer.user_id:
        raise RefusedToEnter("not_yours")
    if card.state in ("pending", "hidden", "refused", "retracted"):
        raise RefusedToEnter("unknown")
    if not fits(card, contest):
        raise RefusedToEnter("kind")
    if not carries(card, contest.tag, viewer):
        raise RefusedToEnter("tag")
    if card.created_at < contest.opens_at:
        raise RefusedToEnter("early")
    if card.created_at >= contest.entries_end:
        raise RefusedToEnter("late")
    entries = Entry.objects.filter(contest=contest)
    if entries.filter(kind=kind, object_id=object_id).exists():
        raise RefusedToEnter("duplicate")
    if entries.standing().filter(person=viewer.user_id).count() >= contest.entries_each:
        raise RefusedToEnter("enough")
    return card


def _check_time(contest: Contest, *, approved_late: bool) -> None:
    if contest.state in (State.DRAFT, State.ANNOUNCED):
        raise RefusedToEnter("soon")
    open_states = (State.OPEN, State.VOTING) if approved_late else (State.OPEN,)
    if contest.state not in open_states or (timezone.now() >= contest.entries_end and not approved_late):
        raise RefusedToEnter("over")


def fits(card: Card, contest: Contest) -> bool:
    """Whether it is what the contest is for: something that begins a thread, or something said in one."""
    begins = content[card.kind].thread(card.id) == (card.kind, card.id)
    return contest.enters == Contest.Enters.ANY or begins == (contest.enters == Contest.Enters.THREADS)


def carries(card: Card, tag: str, viewer: Viewer) -> bool:
    """Whether a text, or the thread it stands in, carries the tag; where texts have no tags, ``#tag`` in the text does."""
    if card.kind not in (QUESTION, ANSWER) and f"#{tag}" in f"{card.title} {card.html}".lower():
        return True
    names = card.tags
    if not names:
        thread = content[card.kind].thread(card.id)
        above = content[thread[0]].card(thread[1], viewer) if thread != (card.kind, card.id) else None
        names = above.tags if above else ()
    return any(slug_of(clean(name)) == tag for name in names)
