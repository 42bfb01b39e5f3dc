"""Figures of searches: what people looked for on the search page and did not find."""

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Interaction, QueryText
from core.ports import figures
from core.ports.figures import Evidence, Figure, Part, Period, Row
from core.viewer import Viewer

NOTHING_FOUND = "searches.nothing_found"
SURFACE = "results"  # the search page: what one types into a box, letter by letter, is no search
TOP = 10
FEWEST = 3  # different visitors, before their words are shown
CONSIDERED = 200  # spellings of which the ten are made
VISITORS = Count("voter", distinct=True, filter=~Q(voter=""))


def provide() -> None:
    """Make the figures known to `core.ports.figures`."""
    figures.provide("insights.searches", lambda period: {NOTHING_FOUND: _nothing_found(period)}, {NOTHING_FOUND: _evidence})


def searches_in(period: Period) -> QuerySet[Interaction]:
    within = Interaction.objects.filter(kind=Interaction.Kind.SEARCH, at__gte=period.start, at__lt=period.end)
    return within.filter(surface=SURFACE, query__isnull=False)


def _grouped(period: Period) -> QuerySet:
    """Texts without a result, folded so that accents and capitals are one, the most frequent first; none of fewer than three visitors."""
    rows = searches_in(period).filter(results=0).values("query__folded")
    counted = rows.annotate(n=Count("pk"), text=Min("query__text"), last=Max("at"), visitors=VISITORS)
    return counted.filter(visitors__gte=FEWEST).order_by("-n", "query__folded")


def _top(period: Period) -> list[tuple[str, str, int]]:
    """The most frequent texts without a result: folded, as typed, how often. Counted by number, so that only few texts are read."""
    rows = searches_in(period).filter(results=0).values("query").annotate(n=Count("pk"), visitors=VISITORS)
    frequent = rows.filter(visitors__gte=FEWEST).order_by("-n", "query").values_list("query", "n")
    counts: dict[int, int] = dict(frequent[:CONSIDERED])
    found: dict[str, tuple[str, int]] = {}
    for query in QueryText.objects.filter(pk__in=counts).order_by("pk"):
        text, n = found.get(query.folded, (query.text, 0))
        found[query.folded] = (text, n + counts[query.pk])
    ordered = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
    return [(folded, text, n) for folded, (text, n) in ordered[:TOP]]


def _nothing_found(period: Period) -> Figure:
    counts = searches_in(period).aggregate(all=Count("pk"), none=Count("pk", filter=Q(results=0)))
    return Figure(
        name=NOTHING_FOUND,
        label=_("Searches that found nothing"),
        value=counts["none"],
        unit="count",
        n=counts["all"],
        definition=_(
            "Searches on the search page whose answer was empty. Texts are kept without addresses and long numbers, apart from "
            "who typed them; they are shown once three different visitors typed them."
        ),
        parts=tuple(Part(folded, text, n) for folded, text, n in _top(period)),
    )


def _evidence(period: Period, viewer: Viewer) -> Evidence:
    columns = (gettext_lazy("Text"), gettext_lazy("Times"), gettext_lazy("Last"))

    def load(start: int, stop: int) -> list[Row]:
        return [Row((row["text"], row["n"], row["last"])) for row in _grouped(period)[start:stop]]

    return Evidence(columns, _grouped(period).count(), load)
