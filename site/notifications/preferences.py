"""What people want: their choices over the defaults, for many at once."""

from collections.abc import Iterable, Mapping

from notifications.kinds import ALL_MAIL, KINDS, SOONEST_FIRST, Channel, Choice
from notifications.models import Preference


class Wishes:
    """The choices of some people, read in one query."""

    def __init__(self, ids: Iterable[int]) -> None:
        rows = Preference.objects.filter(person__in=list(ids)).values_list("person_id", "kind", "channel", "choice")
        self._chosen: Mapping[tuple[int, str, str], Choice] = {(person, kind, channel): Choice(c) for person, kind, channel, c in rows}

    def no_mail(self, person_id: int) -> bool:
        return self._chosen.get((person_id, ALL_MAIL, Channel.EMAIL)) == Choice.OFF

    def choice(self, person_id: int, kind: str, channel: str) -> Choice:
        """What the person wants of ``kind``; a choice that the kind no longer offers counts as its default."""
        if channel == Channel.EMAIL and self.no_mail(person_id):
            return Choice.OFF
        return self.chosen(person_id, kind, channel)

    def chosen(self, person_id: int, kind: str, channel: str) -> Choice:
        """The same without regard to "no mail at all": what the settings page shows."""
        known = KINDS.get(kind)
        if known is None:
            return Choice.OFF
        chosen = self._chosen.get((person_id, kind, channel))
        return chosen if chosen in known.allowed(channel) else known.default(channel)

    def on_site(self, person_id: int, kinds: Iterable[str]) -> str:
        """The first of ``kinds`` (the most specific first) that the person wants to see on the site; empty for none."""
        return next((kind for kind in kinds if self.choice(person_id, kind, Channel.IN_APP) != Choice.OFF), "")

    def by_mail(self, person_id: int, kinds: Iterable[str]) -> tuple[Choice, str]:
        """The soonest that any of ``kinds`` is wanted by mail, and which."""
        wanted = [(self.choice(person_id, kind, Channel.EMAIL), kind) for kind in kinds]
        return min(wanted, key=lambda choice_and_kind: SOONEST_FIRST.index(choice_and_kind[0]))
