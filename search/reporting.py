"""What managers read of searches and suggestions: tables for the insights pages. Texts of fewer than `FEWEST` visitors are not shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.content import content
from core.leading import LED_ON, REPHRASED
from core.models import Interaction
from core.ports import reports
from core.ports.figures import Figure, Period, Row
from core.ports.reports import Column, Report, Table, Trend
from core.shares import Share, wilson
from core.viewer import Viewer
from qa.models import Tag
from search import analysis
from search.models import Judgement

PAGE: Final = "results"  # what one types into a box, letter by letter, is no search
PANELS: Final = ("ask", "support", "search")
FEWEST: Final = 3  # different visitors, before their words are shown
ENOUGH_SHOWN: Final = 20  # before a suggestion is called good or bad
MOST_ROWS: Final = 500
WEEKS: Final = 12
NOWHERE: Final = Q(results=0) | Q(position=None)  # found nothing, or nothing of it was opened

MADE, EMPTY, UNOPENED, AGAIN = "search.made", "search.empty", "search.unopened", "search.rephrased"
SHOWN, OPENED, SOLVED = "search.suggestions_shown", "search.suggestions_opened", "search.suggestions_solved"


def provide() -> None:
    reports.provide("search", gettext_lazy("Searches"), report, figures)


@dataclass(frozen=True, slots=True)
class Asked:
    """One text, folded, with what became of the searches for it."""

    folded: str
    text: str
    lang: str
    n: int
    visitors: int
    empty: int
    opened: int
    again: int

    @property
    def nowhere(self) -> int:
        return self.n - self.opened


@dataclass(frozen=True, slots=True)
class Suggested:
    """One document in panels of suggestions, by visitors."""

    ref: tuple[str, int]
    shown: int
    opened: int
    solved: int
    not_solved: int

    @property
    def rate(self) -> Share:
        return wilson(min(self.opened, self.shown), self.shown)


def report(period: Period, viewer: Viewer) -> Report:
    asked = list(_asked(period))
    suggested = list(_suggested(period))
    return Report(
        figures=figures(period),
        tables=(*_searches(asked), *_suggestions(suggested, viewer), _gaps(asked)),
        trend=Trend(_("Searches that led nowhere"), tuple(_weeks(period))),
        shown_in=((MADE, "top"), (EMPTY, "empty"), (UNOPENED, "unopened"), (AGAIN, "rephrased"), (SHOWN, "best"), (OPENED, "worst")),
        links=(("/search/manage/learning/", _("What search learned")), ("/search/manage/rules/", _("Rules and synonyms"))),
    )


def figures(period: Period) -> tuple[Figure, ...]:
    made = _searches_in(period).aggregate(
        n=Count("pk"),
        empty=Count("pk", filter=Q(results=0)),
        unopened=Count("pk", filter=Q(results__gt=0, position=None)),
        again=Count("pk", filter=Q(source=REPHRASED)),
    )
    found = made["n"] - made["empty"]
    panels = list(_suggested(period))
    shown, opened = sum(each.shown for each in panels), sum(min(each.opened, each.shown) for each in panels)
    solved = sum(each.solved for each in panels)
    return (
        Figure(MADE, _("Searches"), made["n"], "count", made["n"], _("Searches on the search page; programs are not counted.")),
        _share(EMPTY, _("Found nothing"), made["empty"], made["n"], _("The share of searches whose answer was empty.")),
        _share(UNOPENED, _("Nothing opened"), made["unopened"], found, _("The share of searches with results of which none was opened.")),
        _share(
            AGAIN,
            _("Rephrased"),
            made["again"],
            made["n"],
            _("The share of searches after which the same visitor searched again within a minute, with some of the words."),
        ),
        _share(
            OPENED,
            _("Suggestions opened"),
            opened,
            shown,
            _(
                "Of the suggestions that stood in the ask form, the support form or under a search box long enough to be looked at, the "
                "share that was opened: one a visitor, document and month."
            ),
        ),
        _share(
            SOLVED, _("Suggestions that solved it"), min(solved, shown), shown, _("The share of which somebody said that it solved it.")
        ),
    )


def _share(name: str, label: str, k: int, n: int, definition: str) -> Figure:
    share = wilson(k, n)
    return Figure(name, label, share.value, "share", n, definition, low=share.low, high=share.high)


def _searches_in(period: Period) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(kind=Interaction.Kind.SEARCH, surface=PAGE, at__gte=period.start, at__lt=period.end)
    return rows.filter(query__isnull=False)


def _asked(period: Period) -> Iterator[Asked]:
    rows = _searches_in(period).values("query__folded").order_by("query__folded")
    counted = rows.annotate(
        text=Min("query__text"),
        lang=Max("query__lang"),
        n=Count("pk"),
        visitors=Count("voter", distinct=True, filter=~Q(voter="")),
        empty=Count("pk", filter=Q(results=0)),
        opened=Count("pk", filter=Q(position__isnull=False)),
        again=Count("pk", filter=Q(source=REPHRASED)),
    )
    for row in counted.iterator(chunk_size=2000):
        folded = row.pop("query__folded")
        yield Asked(folded, **row)


def _searches(asked: list[Asked]) -> Iterator[Table]:
    text, times, visitors = Column(_("Text")), Column(_("Searches"), num=True), Column(_("Visitors"), num=True)
    opened, empty, again = Column(_("Opened something"), num=True), Column(_("Found nothing"), num=True), Column(_("Rephrased"), num=True)
    privacy = _("Texts that fewer than three visitors typed are added up in the last line.")

    def table(name: str, label: str, definition: str, chosen: Iterable[Asked], order: Any, columns: Any, cells: Any, **more: Any) -> Table:
        known, rest = _split(chosen)
        known = sorted(known, key=lambda each: (order(each), each.folded))[:MOST_ROWS]
        rows = [Row((each.text, *cells(each)), f"/search/?{urlencode({'q': each.text})}") for each in known]
        if rest is not None:
            rows.append(Row((rest.text, *cells(rest))))
        urls = tuple(_write(each) for each in known) + ("",) * (rest is not None) if more.get("action") else ()
        return Table(name, label, f"{definition} {privacy}", (text, *columns), tuple(rows), urls=urls, **more)

    yield table(
        "top",
        _("Most searched"),
        _("Spellings that differ in capitals and accents are one."),
        asked,
        lambda each: -each.n,
        (times, visitors, opened, empty, again),
        lambda each: (each.n, each.visitors, wilson(each.opened, each.n), wilson(each.empty, each.n), wilson(each.again, each.n)),
    )
    yield table(
        "empty",
        _("Found nothing"),
        _("What people looked for and we have nothing of, or call by another name."),
        (each for each in asked if each.empty),
        lambda each: -each.empty,
        (Column(_("Times"), num=True), visitors),
        lambda each: (each.empty, each.visitors),
        action=_("Write an article"),
    )
    yield table(
        "unopened",
        _("Found something, opened nothing"),
        _("The results did not look like an answer. First what is surely worse: ordered by the lower end of the interval."),
        (each for each in asked if each.n - each.empty > each.opened),
        lambda each: -(wilson(each.nowhere - each.empty, each.n - each.empty).low or 0),
        (times, visitors, Column(_("Opened nothing"), num=True)),
        lambda each: (each.n, each.visitors, wilson(max(each.nowhere - each.empty, 0), each.n - each.empty)),
        action=_("Write an article"),
    )
    yield table(
        "rephrased",
        _("Rephrased"),
        _("The next search of the same visit came within 60 seconds and shares a word: the first was not understood."),
        (each for each in asked if each.again),
        lambda each: -each.again,
        (times, visitors, again),
        lambda each: (each.n, each.visitors, wilson(each.again, each.n)),
    )


def _split(chosen: Iterable[Asked]) -> tuple[list[Asked], Asked | None]:
    """What may be shown, and the rest as one."""
    known, rare = [], []
    for each in chosen:
        (known if each.visitors >= FEWEST else rare).append(each)
    if not rare:
        return known, None
    label = _("%(n)s other texts, each of fewer than three visitors") % {"n": len(rare)}
    sums = [sum(getattr(each, name) for each in rare) for name in ("n", "visitors", "empty", "opened", "again")]
    return known, Asked("", label, "", *sums)


def _suggested(period: Period) -> Iterator[Suggested]:
    within = Interaction.objects.filter(at__gte=period.start, at__lt=period.end, ref_id__gt=0).exclude(voter="")
    shown = Q(kind=Interaction.Kind.IMPRESSION, surface__in=PANELS, position__isnull=False)
    opened = Q(kind__in=LED_ON, source__in=PANELS)
    rows = within.filter(shown | opened).values("ref_kind", "ref_id").order_by("ref_kind", "ref_id")
    counted = rows.annotate(shown=Count("voter", distinct=True, filter=shown), opened=Count("voter", distinct=True, filter=opened))
    said = Judgement.objects.filter(at__gte=period.start, at__lt=period.end, surface__in=PANELS).values("ref_kind", "ref_id").order_by()
    judged = {
        (row["ref_kind"], row["ref_id"]): (row["yes"], row["no"])
        for row in said.annotate(
            yes=Count("voter", distinct=True, filter=Q(answered=True)), no=Count("voter", distinct=True, filter=Q(answered=False))
        )
    }
    for row in counted.iterator(chunk_size=2000):
        ref = (row["ref_kind"], row["ref_id"] or 0)
        yield Suggested(ref, row["shown"], row["opened"], *judged.get(ref, (0, 0)))


def _suggestions(suggested: list[Suggested], viewer: Viewer) -> Iterator[Table]:
    enough = [each for each in suggested if each.shown >= ENOUGH_SHOWN]
    definition = _(
        "Documents that at least 20 visitors were shown as a suggestion. Ordered by the end of the interval that speaks against them, so "
        "that few numbers convince nobody."
    )
    columns = (
        Column(_("Document")),
        Column(_("Shown"), num=True),
        Column(_("Opened"), num=True),
        Column(_("Solved it"), num=True),
        Column(_("Did not help"), num=True),
    )
    orders = (
        ("best", _("Best suggestions"), lambda each: (-(wilson(each.solved, each.shown).low or 0), -(each.rate.low or 0), each.ref)),
        ("worst", _("Worst suggestions"), lambda each: (each.rate.high or 0, -each.not_solved, each.ref)),
    )
    for name, label, order in orders:
        chosen = sorted(enough, key=order)[:MOST_ROWS]
        cards = content.cards([each.ref for each in chosen], viewer)
        rows = tuple(
            Row(
                (cards[each.ref].title, each.shown, each.rate, wilson(min(each.solved, each.shown), each.shown), each.not_solved),
                cards[each.ref].url,
            )
            for each in chosen
            if each.ref in cards
        )
        yield Table(name, label, definition, columns, rows)


def _gaps(asked: list[Asked]) -> Table:
    """Topics by how many searches with their words led nowhere."""
    topics = _topics()
    sums: dict[str, list[int]] = {}
    for each in asked:
        words = frozenset(analysis.terms(each.text, analysis.language(each.lang)))
        for name in {name for terms, name in topics if terms <= words} or {""}:
            mine = sums.setdefault(name, [0, 0])
            mine[0] += each.nowhere
            mine[1] += each.n
    found = [(name, nowhere, n) for name, (nowhere, n) in sums.items() if nowhere]
    ordered = sorted(found, key=lambda row: (not row[0], -row[1], row[0]))
    rows = tuple(
        Row((name or _("No topic that we know"), n, wilson(nowhere, n)), f"/search/?{urlencode({'tag': name, 'q': name})}" if name else "")
        for name, nowhere, n in ordered[:MOST_ROWS]
    )
    return Table(
        "gaps",
        _("Gaps by topic"),
        _("Searches that hold the words of a tag and led nowhere: nothing was found, or nothing of it was opened."),
        (Column(_("Topic")), Column(_("Searches"), num=True), Column(_("Led nowhere"), num=True)),
        rows,
        action=_("Write an article"),
        urls=tuple(f"/kb/propose/?{urlencode({'tags': name})}" if name else "" for name, *_rest in ordered[:MOST_ROWS]),
    )


def _topics() -> list[tuple[frozenset[str], str]]:
    names = Tag.objects.filter(count__gt=0).values_list("name", flat=True)
    spelled = ((frozenset(analysis.terms(name, lang)), name) for name in names for lang in (*analysis.LANGUAGES, analysis.OTHER))
    return [(terms, name) for terms, name in spelled if terms]


def _weeks(period: Period) -> Iterator[tuple[date, Share]]:
    """The twelve weeks up to the period's last day, each named by its first."""
    first = period.last - timedelta(days=7 * WEEKS - 1)
    rows = _searches_in(Period(first, period.last)).annotate(day=TruncDate("at")).values("day").order_by("day")
    weeks = [[0, 0] for _week in range(WEEKS)]
    for row in rows.annotate(n=Count("pk"), nowhere=Count("pk", filter=NOWHERE)):
        week = weeks[min(max((row["day"] - first).days // 7, 0), WEEKS - 1)]
        week[0] += row["nowhere"]
        week[1] += row["n"]
    for index, (nowhere, n) in enumerate(weeks):
        yield first + timedelta(days=7 * index), wilson(nowhere, n)


def _write(asked: Asked) -> str:
    return f"/kb/propose/?{urlencode({'title': asked.text})}"
