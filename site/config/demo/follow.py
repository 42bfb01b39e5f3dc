"""What follows from the demo: the relay, each thing at the moment of its cause; and at once what reads how things stand in the end.

Points, badges and index come out the same whether they are brought up to date after each vote or once: that is how imports get theirs.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import User
from config.demo import clock
from core.content import content
from core.events import relay
from core.models import Delivery, EventRow
from gamification.actions.award import look_again
from gamification.actions.recount import recount
from gamification.events import BadgeAwarded
from gamification.models import Award
from notifications.kinds import ALL_MAIL, Channel, Choice
from notifications.models import Notification, Preference
from search import indexing
from search.changes import CONSUMER as INDEX

IN_THE_END = (INDEX, "gamification.points", "gamification.badges", "gamification.contest_entries")
UNREAD = timedelta(hours=30)


def keep_mail_back(people: Iterable[int]) -> None:
    """Nobody is written to about the demo's past: in these people's names it is said that they want no mail."""
    wishes = {"kind": ALL_MAIL, "channel": Channel.EMAIL, "choice": Choice.OFF}
    Preference.objects.bulk_create(Preference(person_id=person_id, **wishes) for person_id in people)


def bring_up_to_date(told: list[int]) -> None:
    """Deliver all that is due. ``told`` can sign in, so they hear of their badges, and get mail of what happens from now on."""
    with clock.running() as now:
        _leave_to_the_end(now)
        _deliver(now)
        recount()
        everybody = set(User.objects.values_list("pk", flat=True))
        look_again(sorted(everybody - set(told)), told=False)
        look_again(told)
        _date_awards()
        _leave_to_the_end(now)
        _deliver(now)
        indexing.index(f"{kind}:{id}" for kind in content.kinds() if indexing.searchable_kind(kind) for id in content[kind].all_ids())
        Preference.objects.filter(person__in=told, kind=ALL_MAIL).delete()
        Notification.objects.filter(created_at__lt=now - UNREAD, read_at=None).update(read_at=F("created_at") + UNREAD / 10)


def _leave_to_the_end(now: datetime) -> None:
    waiting = Delivery.objects.filter(done_at=None)
    for consumer in IN_THE_END:
        waiting.filter(consumer__startswith=consumer).update(done_at=now)


def _deliver(now: datetime) -> None:
    worker = relay.worker_name()
    while claimed := relay.claim(worker, limit=200):
        for delivery in claimed:
            with clock.at(delivery.event.at):
                relay.deliver(delivery)
            if delivery.consumer.startswith("notifications."):  # they are written in bulk, past the clock
                Notification.objects.filter(created_at__gte=now).update(created_at=delivery.event.at)


def _date_awards() -> None:
    """What tells of an award happened when it was earned."""
    for event in EventRow.objects.filter(name=BadgeAwarded.name, deliveries__done_at=None).distinct():
        award = Award.objects.get(pk=event.payload["award_id"])
        EventRow.objects.filter(pk=event.pk).update(at=award.at)
