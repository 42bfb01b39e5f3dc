"""Tell people of something, once; take it from their sight with what it is about, and bring it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import live
from core.events import record
from core.ports.subjects import Ref
from notifications.events import MailsDue
from notifications.kinds import Choice
from notifications.models import Notification
from notifications.preferences import Wishes
from notifications.readers import people, readers

MAILS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody to be told, and as what: ``kinds`` with the most specific first. ``by_mail`` is off where another mail says the same."""

    person_id: int
    kinds: tuple[str, ...]
    by_mail: bool = True


def notify(told: Sequence[Told], *, cause: str, ref: Ref, thread: Ref, actor_id: int | None = None, detail: str = "") -> list[int]:
    """Tell those who may see ``ref`` and were not yet told of ``cause``, never the actor; returns the new notifications' ids.

    Call it with no transaction open and with a few hundred people at most: it reads first and then writes in one short transaction.
    """
    before = Notification.objects.filter(cause=cause, person__in=[one.person_id for one in told])
    knows = set(before.values_list("person_id", flat=True))
    wanted = {one.person_id: one for one in told if one.person_id != actor_id and one.person_id not in knows}
    allowed = readers(ref, people(wanted))
    wishes = Wishes(allowed)
    rows = []
    for person_id in allowed:
        one = wanted[person_id]
        on_site = wishes.on_site(person_id, one.kinds)
        email, email_kind = wishes.by_mail(person_id, one.kinds) if one.by_mail else (Choice.OFF, "")
        if on_site or email != Choice.OFF:
            rows.append(
                Notification(
                    person_id=person_id,
                    kind=on_site or one.kinds[0],
                    detail=detail,
                    cause=cause,
                    actor_id=actor_id,
                    ref_kind=ref[0],
                    ref_id=ref[1],
                    thread_kind=thread[0],
                    thread_id=thread[1],
                    in_app=bool(on_site),
                    email=email,
                    email_kind=email_kind if email != Choice.OFF else "",
                )
            )
    return _write(rows, cause) if rows else []


def _write(rows: list[Notification], cause: str) -> list[int]:
    with transaction.atomic():
        # Another worker may have taken this delivery over: the constraint decides, and its mails go out under one key.
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
        made = Notification.objects.filter(cause=cause, person__in=[row.person_id for row in rows])
        stored = list(made.order_by("person_id").values_list("pk", "person_id", "in_app", "email"))
        due = [pk for pk, _person, _in_app, email in stored if email == Choice.AT_ONCE]
        for start in range(0, len(due), MAILS_AT_ONCE):
            record(MailsDue(tuple(due[start : start + MAILS_AT_ONCE])))
        for pk, person_id, in_app, _email in stored:
            if in_app:
                live.push(group_of(person_id), {"notification": pk})
    return [pk for pk, *_rest in stored]


def group_of(person_id: int) -> str:
    """The live group in which one person's pages listen."""
    return f"user.{person_id}"


def specify(person_id: int, *, actor_id: int | None, thread: Ref, kind: str, detail: str, within_seconds: int = 120) -> bool:
    """Make a notification that ``actor_id`` caused in this thread just now say more, instead of adding one; False when there is none."""
    since = timezone.now() - timedelta(seconds=within_seconds)
    recent = Notification.objects.filter(
        person=person_id, actor=actor_id, thread_kind=thread[0], thread_id=thread[1], kind=kind, created_at__gte=since
    )
    newest = recent.order_by("-pk").first()
    return bool(newest and Notification.objects.filter(pk=newest.pk).update(detail=detail))


def withdraw(ref: Ref) -> None:
    """What happened is out of sight, and so is what was said of it; of a thread, what was said of anything in it."""
    _about(ref).filter(withdrawn=False).update(withdrawn=True)


def bring_back(ref: Ref) -> None:
    _about(ref).filter(withdrawn=True).update(withdrawn=False)


def _about(ref: Ref):
    """Decisions stay: they are about the hiding itself."""
    same = Q(ref_kind=ref[0], ref_id=ref[1]) | Q(thread_kind=ref[0], thread_id=ref[1])
    return Notification.objects.filter(same).exclude(kind="decision")
