"""Learns from clicks: how much more, or less, often a document was chosen for a question than its places among the results explain.

The measure is *clicks over expected clicks* (Zhang & Jones, 2007): what people did, each visitor counted once and older acts less, against
what documents in the same places get on average. The share of those who look at a place falls as a power of it (Joachims et al., 2017).
docs/managers/search.md has the formulas. Everything is made again from `core.models.Interaction` and `Judgement`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from math import log
from typing import Final

from django.utils import timezone

from core.leading import LED_ON, TYPING
from core.models import Interaction, QueryText
from search.learned.signals import bounded, keys
from search.models import Judgement, Learned, LearningState

HALF_LIFE: Final = 90  # days after which an act counts half
HORIZON: Final = timedelta(days=360)
ENOUGH: Final = 3  # different visitors who chose or judged, before it counts
ENOUGH_UNCHOSEN: Final = 10  # different visitors who passed it over, before that counts
PRIOR: Final = 5.0  # expected clicks that are added on both sides: few clicks change little
POWER: Final = 0.3  # of the measure, as a factor
WEIGHTS: Final = {"seen": 1.0, "open": 1.0, "view": 1.0, "dwell": 1.5}
SOLVED: Final = 3.0  # added to the click
NOT_SOLVED: Final = -2.0
FALL: Final = {"results": 1.0}  # the power by which looking falls with the place, on a page of results;
FALL_IN_PANEL: Final = 0.5  # in a panel of five everybody sees more of them
BURST: Final = 5  # visitors a day who always count; more only up to
BURST_TIMES: Final = 3  # times the mean of the other days
SETTLED: Final = 2 * TYPING
AT_ONCE: Final = 400  # questions read together

Ref = tuple[str, int]


@dataclass(slots=True)
class Vote:
    """What one visitor did with one document that a question had found: ``looked`` is how likely they looked at it."""

    looked: float = 0.0
    panel: bool = False
    act: float = 0.0
    judged: float = 0.0
    judged_by: int = 0
    day: date = date.min
    shown: date = date.min

    @property
    def acted(self) -> bool:
        return bool(self.act or self.judged_by)

    @property
    def worth(self) -> float:
        return self.act + self.judged


@dataclass(slots=True)
class Pair:
    """One question and one document: ``acts`` by visitor, ``looked`` on pages and in panels, ``viewers`` who may have looked."""

    acts: dict[str, float] = field(default_factory=dict)
    looked: list[float] = field(default_factory=lambda: [0.0, 0.0])
    viewers: int = 0
    against: int = 0
    ignored: int = 0

    def add(self, other: "Pair") -> None:
        for voter, worth in other.acts.items():
            self.acts[voter] = max(self.acts.get(voter, worth), worth, key=abs)
        self.looked = [mine + more for mine, more in zip(self.looked, other.looked, strict=True)]
        self.viewers += other.viewers
        self.against += other.against
        self.ignored += other.ignored


@dataclass(frozen=True, slots=True)
class Until:
    """Up to which rows, and as of which day, something is learned."""

    day: date
    interaction: int
    judgement: int

    @classmethod
    def now(cls) -> "Until":
        """Everything but the last moments, in which what was shown may still be replaced by more typing."""
        settled = Interaction.objects.filter(at__lte=timezone.now() - SETTLED)
        last = settled.order_by("-pk").values_list("pk", flat=True).first()
        judged = Judgement.objects.order_by("-pk").values_list("pk", flat=True).first()
        return cls(timezone.now().date(), last or 0, judged or 0)


@dataclass(frozen=True, slots=True)
class Lesson:
    """All totals at one moment. ``rates``: what one look brings on average, on pages and in panels."""

    rows: dict[tuple[str, str, int], Learned]
    rates: tuple[float, float]
    votes: int
    ignored: int


def learn(until: Until | None = None) -> Lesson:
    """Make the totals anew and keep them."""
    until = until or Until.now()
    lesson = lesson_of(until)
    _keep(lesson)
    LearningState.objects.update_or_create(
        id=1,
        defaults={
            "learned_at": timezone.now(),
            "day": until.day,
            "last_interaction": until.interaction,
            "last_judgement": until.judgement,
            "rates": {"results": lesson.rates[0], "panel": lesson.rates[1]},
            "votes": lesson.votes,
            "ignored": lesson.ignored,
        },
    )
    return lesson


def has_news() -> bool:
    """Whether a day has passed, or something was chosen or said, since it was learned last."""
    state, until = LearningState.now(), Until.now()
    if state.day != until.day:
        return True
    chosen = Interaction.objects.filter(kind__in=LED_ON, query__isnull=False, pk__gt=state.last_interaction, pk__lte=until.interaction)
    return until.judgement > state.last_judgement or chosen.exists()


def lesson_of(until: Until, since: datetime | None = None) -> Lesson:
    """The totals as the raw rows give them, without keeping anything."""
    pairs: dict[tuple[str, str, int], Pair] = {}
    for spelled in _in_portions(_questions(until, since)):
        for key, of_key in _votes(spelled, until, since).items():
            for (kind, id), votes in of_key.items():
                pair = _pair(votes, until.day)
                for each in (key.whole, *key.terms):
                    pairs.setdefault((each, kind, id), Pair()).add(pair)
    wholes = [pair for (key, _kind, _id), pair in sorted(pairs.items()) if not key.startswith("~")]
    rates = _rates(wholes)
    made = ((name, pair, _row(name, pair, rates)) for name, pair in sorted(pairs.items()))
    rows = {name: row for name, pair, row in made if pair.acts or row.strength}
    return Lesson(rows, rates, sum(len(pair.acts) for pair in wholes), sum(pair.ignored for pair in wholes))


def _questions(until: Until, since: datetime | None) -> Iterator[tuple[object, int]]:
    """(keys, number of the text) of questions after which something was chosen or judged; those with the same key together."""
    begin = since or _midnight(until.day) - HORIZON
    chosen = Interaction.objects.filter(kind__in=LED_ON, query__isnull=False, at__gte=begin, pk__lte=until.interaction)
    judged = Judgement.objects.filter(query__isnull=False, at__gte=begin, pk__lte=until.judgement)
    ids = {*chosen.values_list("query", flat=True).distinct(), *judged.values_list("query", flat=True).distinct()}
    found = []
    for portion in _cut(sorted(ids), AT_ONCE):
        found += [(keys(text, lang), id) for id, text, lang in QueryText.objects.filter(pk__in=portion).values_list("id", "text", "lang")]
    yield from sorted(((key, id) for key, id in found if key.whole), key=lambda item: (item[0].whole, item[1]))


def _in_portions(questions: Iterable) -> Iterator[dict]:
    """Questions by the number of their text, some at a time; those with one key are never parted."""
    portion: dict = {}
    last = ""
    for key, id in questions:
        if len(portion) >= AT_ONCE and key.whole != last:
            yield portion
            portion = {}
        portion[id] = key
        last = key.whole
    if portion:
        yield portion


def _votes(spelled: dict, until: Until, since: datetime | None) -> dict:
    """Key → document → visitor → vote, for the questions in ``spelled``."""
    begin = since or _midnight(until.day) - HORIZON
    found: dict = {}
    for portion in _cut(list(spelled), AT_ONCE):
        rows = Interaction.objects.filter(query__in=portion, at__gte=begin, pk__lte=until.interaction).exclude(voter="")
        rows = rows.exclude(kind=Interaction.Kind.SEARCH)
        columns = rows.values_list("query", "ref_kind", "ref_id", "voter", "kind", "surface", "source", "position", "at")
        for query, kind, id, voter, what, surface, source, position, at in columns.iterator(chunk_size=5000):
            vote = found.setdefault(spelled[query], {}).setdefault((kind, id), {}).setdefault(voter, Vote())
            if position is not None:
                _look(vote, position, source or surface, at.date())
            if what in LED_ON:
                vote.act = max(vote.act, WEIGHTS[what])
                vote.day = max(vote.day, at.date())
        judged = Judgement.objects.filter(query__in=portion, at__gte=begin, pk__lte=until.judgement).exclude(voter="")
        for said in judged.iterator(chunk_size=5000):
            vote = found.setdefault(spelled[said.query_id], {}).setdefault((said.ref_kind, said.ref_id), {}).setdefault(said.voter, Vote())
            _look(vote, said.position or 1, said.surface, said.at.date())
            if said.event_row > vote.judged_by:  # the last word counts
                vote.judged_by, vote.judged = said.event_row, SOLVED if said.answered else NOT_SOLVED
            vote.day = max(vote.day, said.at.date())
    return found


def _look(vote: Vote, position: int, surface: str, day: date) -> None:
    looked = float(max(position, 1)) ** -FALL.get(surface, FALL_IN_PANEL)
    if looked > vote.looked:
        vote.looked, vote.panel = looked, surface not in FALL
    vote.shown = max(vote.shown, day)


def _pair(votes: dict[str, Vote], today: date) -> Pair:
    """Votes of one question and one document, aged, without what came in a burst."""
    pair = Pair()
    counted = _without_bursts(votes)
    for voter, vote in sorted(votes.items()):
        if vote.acted and voter not in counted:
            pair.ignored += 1
            continue
        looked = vote.looked or (1.0 if vote.acted else 0.0)
        pair.looked[vote.panel] += looked * aged(max(vote.shown, vote.day), today)
        pair.viewers += bool(looked)
        if vote.acted:
            pair.acts[voter] = vote.worth * aged(vote.day, today)
            pair.against += vote.judged < 0
    return pair


def _without_bursts(votes: dict[str, Vote]) -> set[str]:
    """Visitors who acted on days that are like the others: of a sudden crowd only so many count as the other days let expect."""
    days: dict[date, list[str]] = {}
    for voter, vote in votes.items():
        if vote.acted:
            days.setdefault(vote.day, []).append(voter)
    total = sum(map(len, days.values()))
    counted: set[str] = set()
    for voters in days.values():
        mean = (total - len(voters)) / (len(days) - 1) if len(days) > 1 else 0
        counted.update(sorted(voters)[: max(BURST, int(BURST_TIMES * mean))])
    return counted


def _rates(pairs: list[Pair]) -> tuple[float, float]:
    """What one look brings: a fifth of a click until the house knows better."""
    acts, looked = [0.0, 0.0], [0.0, 0.0]
    for pair in pairs:
        whole = sum(pair.looked) or 1.0
        worth = sum(pair.acts.values())
        for where in (0, 1):
            looked[where] += pair.looked[where]
            acts[where] += worth * pair.looked[where] / whole
    return tuple(round((max(acts[where], 0) + 1) / (looked[where] + PRIOR), 6) for where in (0, 1))  # type: ignore[return-value]


def _row(name: tuple[str, str, int], pair: Pair, rates: tuple[float, float]) -> Learned:
    clicks = round(max(sum(pair.acts.values()), 0.0), 4)
    expected = round(sum(looked * rate for looked, rate in zip(pair.looked, rates, strict=True)), 4)
    factor = bounded(((clicks + PRIOR) / (expected + PRIOR)) ** POWER)
    if not _counts(pair, factor):
        factor = 1.0
    return Learned(
        key=name[0],
        ref_kind=name[1],
        ref_id=name[2],
        clicks=clicks,
        expected=expected,
        voters=len(pair.acts),
        viewers=pair.viewers,
        ignored=pair.ignored,
        factor=factor,
        strength=round(abs(log(factor)), 6),
    )


def _counts(pair: Pair, factor: float) -> bool:
    if factor >= 1:
        return len(pair.acts) >= ENOUGH
    return pair.viewers >= ENOUGH_UNCHOSEN or pair.against >= ENOUGH


COLUMNS: Final = ("clicks", "expected", "voters", "viewers", "ignored", "factor", "strength")


def differing(lesson: Lesson) -> tuple[list[Learned], list[Learned], list[int]]:
    """What is kept otherwise than ``lesson`` says: new rows, changed ones, and numbers of those that must go."""
    changed, gone = [], []
    missing = dict(lesson.rows)
    for row in Learned.objects.order_by("pk").iterator(chunk_size=2000):
        fresh = missing.pop((row.key, row.ref_kind, row.ref_id), None)
        if fresh is None:
            gone.append(row.pk)
        elif any(getattr(row, column) != getattr(fresh, column) for column in COLUMNS):
            fresh.pk = row.pk
            changed.append(fresh)
    return list(missing.values()), changed, gone


def _keep(lesson: Lesson) -> None:
    """In small portions, so that nobody waits for the database."""
    new, changed, gone = differing(lesson)
    for some in _cut(gone, AT_ONCE):
        Learned.objects.filter(pk__in=some).delete()
    for rows in _cut(changed, AT_ONCE):
        Learned.objects.bulk_update(rows, COLUMNS)
    for rows in _cut(new, AT_ONCE):
        Learned.objects.bulk_create(rows)


def aged(day: date, today: date) -> float:
    return 0.5 ** (max((today - day).days, 0) / HALF_LIFE)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())


def _cut(items: list, size: int) -> Iterator[list]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
