"""The insights pages: was it worth it, and the rows that prove each figure."""

import csv
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.ports import figures
from core.ports.figures import Evidence, Figure, Period, UnknownFigure
from core.templatetags.ui import locale, number, percent
from insights.charts import Point, line
from insights.periods import BadPeriod, before, months_until, period_of
from insights.questions import FIRST_REPLY, UNANSWERED, waiting_in
from insights.searches import NOTHING_FOUND
from insights.showing import cell_text, evidence_url, money_text, shown, tabs

HEAD = ("deflection.confirmed", "deflection.rate", "deflection.cost_avoided", "deflection.cash")
SERVICE = (UNANSWERED, FIRST_REPLY, NOTHING_FOUND)
TREND = "deflection.rate"
PAGE, OLDEST_SHOWN = 50, 10


def for_staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Guests sign in; to everybody else the page does not exist."""

    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.viewer.is_guest:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        if not request.viewer.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return check


@require_safe
@for_staff
def overview(request: HttpRequest) -> HttpResponse:
    period, wrong = period_asked(request)
    found, earlier = figures.figures(period), figures.figures(before(period))
    context = {
        "tabs": tabs(request.path),
        "period": period,
        "before": before(period),
        "wrong_period": wrong,
        "head": [shown(found[name], period, earlier[name]) for name in HEAD if name in found],
        "service": [shown(found[name], period, earlier[name]) for name in SERVICE if name in found],
        "verdict": _verdict(found),
        "trend": _trend(period),
        "classes": _classes(found, period),
        "direct": shown(found["deflection.direct"], period) if "deflection.direct" in found else None,
        "waiting": waiting_in(period).order_by("created_at", "id")[:OLDEST_SHOWN],
        "waiting_url": evidence_url(UNANSWERED, period),
        "searches": found[NOTHING_FOUND].parts,
        "searches_url": evidence_url(NOTHING_FOUND, period),
    }
    return render(request, "insights/overview.html", context, status=400 if wrong else 200)


@require_safe
@for_staff
def evidence(request: HttpRequest, name: str) -> HttpResponseBase:
    """The rows behind a figure, ``?page=`` of them; ``?format=csv``: all."""
    period, wrong = period_asked(request)
    try:
        rows, figure = figures.evidence(name, period, request.viewer), figures.figure(name, period)
    except UnknownFigure:
        raise Http404 from None
    if request.GET.get("format") == "csv":
        return csv_answer(name, rows, period)
    page = _page_number(request, rows.total)
    start = (page - 1) * PAGE
    shown_rows = [
        [{"text": cell_text(cell), "url": row.url} if index == 0 and row.url else cell_text(cell) for index, cell in enumerate(row.cells)]
        for row in rows.slice(start, start + PAGE)
    ]
    address = evidence_url(name, period)
    context = {
        "figure": shown(figure, period),
        "period": period,
        "wrong_period": wrong,
        "columns": [{"label": label} for label in rows.columns],
        "rows": shown_rows,
        "total": rows.total,
        "first": start + 1,
        "last": min(start + PAGE, rows.total),
        "previous_url": f"{address}&page={page - 1}" if page > 1 else "",
        "next_url": f"{address}&page={page + 1}" if start + PAGE < rows.total else "",
    }
    return render(request, "insights/evidence.html", context, status=400 if wrong else 200)


def period_asked(request: HttpRequest) -> tuple[Period, bool]:
    """The period asked for, or this month with True when the address makes none."""
    try:
        return period_of(request.GET.dict()), False
    except BadPeriod:
        return period_of({}), True


def _page_number(request: HttpRequest, total: int) -> int:
    given = request.GET.get("page", "1")
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and int(given) > 0):
        raise Http404
    if (int(given) - 1) * PAGE >= max(total, 1):
        raise Http404
    return int(given)


def _verdict(found: dict[str, Figure]) -> dict[str, Any]:
    """What the page's first sentence says: ``avoided`` and ``cash`` as money, None where nothing is set."""
    avoided, cash = found.get("deflection.cost_avoided"), found.get("deflection.cash")
    known = avoided is not None and avoided.value is not None
    return {
        "confirmed": found["deflection.confirmed"].value if "deflection.confirmed" in found else 0,
        "avoided": money_text(avoided.value, avoided.currency) if avoided and known else None,
        "worth_it": bool(avoided and known and (avoided.value or 0) > 0),
        "cash": bool(cash and cash.value and cash.value > 0),
    }


def _trend(period: Period) -> dict[str, Any] | None:
    """Twelve months of the deflection rate, as a line and as a table."""
    if TREND not in figures.names():
        return None
    months = months_until(period.last)
    rates = figures.series(TREND, months)
    rows = [
        {
            "label": format_date(month.first, format="MMM y", locale=locale()),
            "short": format_date(month.first, format="MMM", locale=locale()),
            "n": rate.n,
            "value": percent(_share(rate.value)),
            "interval": f"{percent(rate.low)} – {percent(rate.high)}" if rate.low is not None else "–",
        }
        for month, rate in zip(months, rates, strict=True)
    ]
    chart = line([Point(_share(rate.value), rate.low, rate.high) for rate in rates])
    ticks = [percent(tick, 0) for tick in chart.ticks] if chart else []
    return {"chart": chart, "ticks": ticks, "marks": [row["short"] for row in rows], "newest_first": rows[::-1]}


def _share(value: Any) -> float | None:
    return None if value is None else float(value)


def _classes(found: dict[str, Figure], period: Period) -> dict[str, Any] | None:
    figure = found.get("deflection.classes")
    if figure is None:
        return None
    rows = [{"label": part.label, "n": number(part.value), "meaning": part.meaning} for part in figure.parts]
    return {"rows": rows, "total": number(figure.n), "url": evidence_url(figure.name, period)}


class _Echo:
    """A file whose ``write`` gives back what csv made."""

    def write(self, text: str) -> str:
        return text


def csv_answer(name: str, rows: Evidence, period: Period) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"  # spreadsheets read UTF-8 by this mark
        yield writer.writerow([str(column) for column in rows.columns])
        for row in rows.all():
            yield writer.writerow([_plain(cell) for cell in row.cells])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{period.first}-{period.last}.csv"'
    return answer


def _plain(cell: Any) -> str:
    """For machines: dates in ISO, numbers with a point; text that a spreadsheet would run as a formula is quoted."""
    if cell is None:
        return ""
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in "=+-@\t\r" and text else text
