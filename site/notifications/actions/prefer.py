"""Keep what people want to be told of; end mail of a kind by one click, and undo that."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from notifications.kinds import ALL_MAIL, KINDS, SUMMARIES, SUMMARISED, Channel, Choice
from notifications.models import Preference
from notifications.preferences import Wishes


@transaction.atomic
def prefer(person_id: int, choices: Mapping[tuple[str, str], str]) -> None:
    """``choices``: kind and channel to choice. What equals the default is stored too: defaults may change, wishes don't.

    Raises:
        ValueError: a kind that doesn't exist, or doesn't offer that choice.
    """
    for (kind, channel), choice in choices.items():
        if kind == ALL_MAIL and channel == Channel.EMAIL and choice in (Choice.OFF, Choice.AT_ONCE):
            pass
        elif kind not in KINDS or choice not in KINDS[kind].allowed(channel):
            raise ValueError(f"{kind} {channel}: {choice}")
        Preference.objects.update_or_create(
            person_id=person_id, kind=kind, channel=channel, defaults={"choice": choice, "changed_at": timezone.now()}
        )


def unsubscribe(person_id: int, kind: str) -> None:
    """No more mail of ``kind``: of one kind, of what comes in summaries, or none at all. Twice is once."""
    if kind == SUMMARIES:
        wishes = Wishes([person_id])
        summarised = [name for name in KINDS if wishes.chosen(person_id, name, Channel.EMAIL) in SUMMARISED]
        prefer(person_id, {(name, Channel.EMAIL): Choice.OFF for name in summarised})
    else:
        prefer(person_id, {(kind if kind in KINDS else ALL_MAIL, Channel.EMAIL): Choice.OFF})
