"""Reads shaped like the pages that show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from core import mail
from core.content import Card
from core.keyset import page_of
from core.ports import person_facts
from core.ports.subjects import Ref, Subject
from core.viewer import Viewer
from notifications.kinds import KINDS, Channel, Choice
from notifications.models import UNREAD, Notification, Participant, StoppedAddress
from notifications.preferences import Wishes
from notifications.readers import Shown, shown_to
from notifications.wording import sentence

PAGE = 20
MOST_COUNTED = 99
ORDER = ("-created_at", "-id")


@dataclass(frozen=True, slots=True)
class Row:
    """A notification as it is shown. ``url`` leads to what it is about, ``open_url`` there too and marks it as read."""

    id: int
    kind: str
    icon: str
    sentence: str
    title: str
    excerpt: str
    url: str
    open_url: str
    lang: str
    actor: dict[str, Any]
    created_at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    next: str


def of_person(person_id: int, *, unread: bool = False, kind: str = ""):
    found = Notification.objects.filter(person=person_id, in_app=True, withdrawn=False)
    if unread:
        found = found.filter(read_at=None)
    return found.filter(kind=kind) if kind else found


def unread_count(person_id: int | None) -> int:
    """How many are unread, counted up to a hundred: one query, none for a guest."""
    if person_id is None:
        return 0
    return len(Notification.objects.filter(UNREAD, person=person_id).order_by().values_list("pk")[: MOST_COUNTED + 1])


def page(viewer: Viewer, *, unread: bool = False, kind: str = "", after: str = "", size: int = PAGE) -> Page:
    """What somebody was told, newest first. The cost grows with the kinds on the page, not its rows.

    Raises:
        core.keyset.BadCursor: ``after`` is from no such list.
    """
    found = page_of(of_person(viewer.user_id or 0, unread=unread, kind=kind), ORDER, after=after, size=size)
    return Page(rows_of(found.rows, viewer), found.next)


def rows_of(notifications: Iterable[Notification], viewer: Viewer) -> list[Row]:
    """Those whose subject ``viewer`` may still see, in the given order."""
    told = list(notifications)
    shown = shown_to([one.ref for one in told], viewer)
    actors = person_facts.facts_of(one.actor_id for one in told)
    return [_row(one, shown[one.ref], actors) for one in told if one.ref in shown]


def _row(notification: Notification, shown: Shown, actors: dict[int, dict[str, Any]]) -> Row:
    actor = actors.get(notification.actor_id or 0, {})
    kind = KINDS.get(notification.kind)
    card = shown if isinstance(shown, Card) else None
    return Row(
        id=notification.pk,
        kind=notification.kind,
        icon=kind.icon if kind else "bell",
        sentence=sentence(notification, "" if actor.get("anonymised") else str(actor.get("name", ""))),
        title=shown.title,
        excerpt=card.excerpt if card else shown.text if isinstance(shown, Subject) else "",
        url=shown.url,
        open_url=reverse("notifications:open", args=[notification.pk]),
        lang=card.lang if card else "",
        actor=actor,
        created_at=notification.created_at,
        unread=notification.read_at is None,
    )


def participants(ref: Ref, after: int, limit: int) -> list[int]:
    taking_part = Participant.objects.filter(ref_kind=ref[0], ref_id=ref[1], person__gt=after).order_by("person_id")
    return list(taking_part.values_list("person_id", flat=True)[:limit])


def matrix(person_id: int) -> dict[str, Any]:
    """The settings page: each kind with its choices, one query."""
    wishes = Wishes([person_id])
    rows = []
    for name, kind in KINDS.items():
        chosen = wishes.chosen(person_id, name, Channel.EMAIL)
        rows.append(
            {
                "name": name,
                "label": kind.label,
                "hint": kind.hint,
                "on_site": kind.on_site,
                "shown": wishes.chosen(person_id, name, Channel.IN_APP) != Choice.OFF,
                "emails": [{"value": choice.value, "label": choice.label, "chosen": choice == chosen} for choice in kind.email_choices],
            }
        )
    return {"rows": rows, "no_mail": wishes.no_mail(person_id)}


def address_state(person_id: int) -> dict[str, Any]:
    """The address that mail goes to, and the report that stopped it, if one did."""
    recipient = mail.recipients([person_id]).get(person_id)
    if recipient is None:
        return {"email": "", "stopped": None}
    return {"email": recipient.email, "stopped": StoppedAddress.objects.filter(address=recipient.email.strip().lower()).first()}
