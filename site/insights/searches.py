"""Figures of searches: what people looked for on the search page and did not find."""

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Interaction
from core.ports import figures
from core.ports.figures import Evidence, Figure, Part, Period, Row

NOTHING_FOUND = "searches.nothing_found"
SURFACE = "results"  # the search page: what one types into a box, letter by letter, is no search
TOP = 10


def provide() -> None:
    """Make the figures known to `core.ports.figures`."""
    figures.provide("insights.searches", lambda period: {NOTHING_FOUND: _nothing_found(period)}, {NOTHING_FOUND: _evidence})


def searches_in(period: Period) -> QuerySet[Interaction]:
    within = Interaction.objects.filter(kind=Interaction.Kind.SEARCH, at__gte=period.start, at__lt=period.end)
    return within.filter(surface=SURFACE, query__isnull=False)


def _grouped(period: Period) -> QuerySet:
    """Texts without a result, folded so that accents and capitals are one, the most frequent first."""
    rows = searches_in(period).filter(results=0).values("query__folded")
    counted = rows.annotate(n=Count("pk"), text=Min("query__text"), last=Max("at"))
    return counted.order_by("-n", "query__folded")


def _nothing_found(period: Period) -> Figure:
    searches = searches_in(period)
    parts = tuple(Part(row["query__folded"], row["text"], row["n"]) for row in _grouped(period)[:TOP])
    return Figure(
        name=NOTHING_FOUND,
        label=_("Searches that found nothing"),
        value=searches.filter(results=0).count(),
        unit="count",
        n=searches.count(),
        definition=_(
            "Searches on the search page whose answer was empty. Texts are kept without addresses and long numbers, apart from "
            "who typed them."
        ),
        parts=parts,
    )


def _evidence(period: Period) -> Evidence:
    columns = (gettext_lazy("Text"), gettext_lazy("Times"), gettext_lazy("Last"))

    def load(start: int, stop: int) -> list[Row]:
        return [Row((row["text"], row["n"], row["last"])) for row in _grouped(period)[start:stop]]

    return Evidence(columns, _grouped(period).count(), load)
