"""Figures as readers see them: in their language, with unit and interval, or "not enough data"."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_datetime
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.ports import reports
from core.ports.figures import Figure, Period
from core.shares import Share
from core.templatetags.ui import locale, money, number, percent, span_text

HIGHER_IS_WORSE = {
    "questions.unanswered",
    "questions.first_reply",
    "searches.nothing_found",
    "search.empty",
    "search.unopened",
    "search.rephrased",
}


@dataclass(frozen=True, slots=True)
class Change:
    text: str
    good: bool
    up: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What `components/stat-figure.html` wants; ``value`` is empty when there is nothing, or too little, to show."""

    label: Any
    value: str
    unit: str
    n: int
    note: str
    change: Change | None
    definition: Any
    evidence_url: str
    csv_url: str


def shown(figure: Figure, period: Period, earlier: Figure | None = None) -> Shown:
    address = evidence_url(figure.name, period)
    return Shown(
        label=figure.label,
        value=value_text(figure) if figure.enough else "",
        unit="",
        n=figure.n,
        note=" ".join(filter(None, [_interval(figure), str(figure.note)])),
        change=_change(figure, earlier),
        definition=figure.definition,
        evidence_url=address,
        csv_url=f"{address}&format=csv",
    )


def evidence_url(name: str, period: Period) -> str:
    return f"{reverse('insights:evidence', args=[name])}?{urlencode({'from': period.first.isoformat(), 'to': period.last.isoformat()})}"


def value_text(figure: Figure, value: Any = None) -> str:
    value = figure.value if value is None else value
    if value is None:
        return "–"
    match figure.unit:
        case "share":
            return percent(float(value))
        case "money":
            return money_text(value, figure.currency)
        case "duration":
            return span_text(float(value))
    return number(value, 0 if float(value).is_integer() else 1)


def money_text(value: Any, currency: str) -> str:
    if not currency:
        return number(value, 2)
    return money(value, currency)


def cell_text(cell: Any) -> str:
    """A cell of evidence."""
    match cell:
        case None:
            return "–"
        case datetime():
            local = timezone.localtime(cell)
            return format_datetime(local, format="short", tzinfo=local.tzinfo, locale=locale())
        case Share():
            return share_text(cell)
        case Decimal() | float():
            return number(cell, 2)
        case bool():
            return _("Yes") if cell else _("No")
        case int():
            return number(cell)
    return str(cell)


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages of insights, for `components/tabs.html`."""
    rooms = ((reverse(f"insights:{name}"), provider.label) for name, provider in reports.provided().items())
    return [{"url": url, "label": label, "current": url == here} for url, label in ((reverse("insights:overview"), _("Overview")), *rooms)]


def share_text(share: Share) -> str:
    """``12% (8 to 18%), n = 40``."""
    if share.value is None or share.low is None or share.high is None:
        return "–"
    said = {"share": percent(share.value, 0), "low": percent(share.low, 0), "high": percent(share.high, 0), "n": number(share.n)}
    return _("%(share)s (%(low)s to %(high)s), n = %(n)s") % said


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return _("95 %% interval: %(low)s to %(high)s.") % {"low": percent(figure.low), "high": percent(figure.high)}


def _change(figure: Figure, earlier: Figure | None) -> Change | None:
    """Against the period before; nothing when either says nothing, or nothing changed."""
    if earlier is None or not (figure.enough and earlier.enough) or figure.value is None or earlier.value is None:
        return None
    difference = float(figure.value) - float(earlier.value)
    if not difference:
        return None
    text = _("%(before)s before") % {"before": value_text(earlier)}
    return Change(text, good=(difference > 0) != (figure.name in HIGHER_IS_WORSE), up=difference > 0)
