"""A room's report as a page: figures with the period before, a trend with its table, and tables that also come as CSV."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from core.ports import reports
from core.ports.figures import Evidence, Period, Row
from core.ports.reports import Table, Trend, UnknownReport
from core.shares import Share
from core.templatetags.ui import percent
from insights.charts import Point, line
from insights.periods import before
from insights.showing import Shown, cell_text, shown, tabs
from insights.views import csv_answer, for_staff, period_asked

ROWS_SHOWN = 15


@require_safe
@for_staff
def report(request: HttpRequest, name: str) -> HttpResponseBase:
    """``?from=&to=``; ``?table=…&format=csv``: all of one table."""
    try:
        provider = reports.provider(name)
    except UnknownReport:
        raise Http404 from None
    period, wrong = period_asked(request)
    found = provider.report(period, request.viewer)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        table = next((table for table in found.tables if table.name == request.GET.get("table")), None)
        if table is None:
            raise Http404
        return csv_answer(f"{name}-{table.name}", _plain(table), period)
    earlier = {figure.name: figure for figure in provider.figures(before(period))}
    here = reverse(f"insights:{name}")
    tables = dict(found.shown_in)
    context = {
        "label": provider.label,
        "here": here,
        "period": period,
        "before": before(period),
        "wrong_period": wrong,
        "tabs": tabs(here),
        "figures": [_figure(shown(figure, period, earlier.get(figure.name)), tables.get(figure.name)) for figure in found.figures],
        "trend": _trend(found.trend) if found.trend else None,
        "tables": [_table(table, here, period) for table in found.tables],
        "links": found.links,
    }
    return render(request, "insights/report.html", context, status=400 if wrong else 200)


def _figure(figure: Shown, table: str | None) -> Shown:
    """Its evidence is the table on the same page."""
    return replace(figure, evidence_url=f"#{table}" if table else "", csv_url="")


def _table(table: Table, here: str, period: Period) -> dict[str, Any]:
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    rows = []
    for index, row in enumerate(table.rows[:ROWS_SHOWN]):
        cells: list[Any] = [cell_text(cell) for cell in row.cells]
        if row.url:
            cells[0] = {"text": cells[0], "url": row.url}
        if table.action:
            url = table.urls[index] if index < len(table.urls) else ""
            cells.append({"text": table.action, "url": url} if url else "")
        rows.append(cells)
    columns = [{"label": column.label, "num": column.num} for column in table.columns]
    return {
        "name": table.name,
        "label": table.label,
        "definition": table.definition,
        "columns": [*columns, {"label": table.action}] if table.action else columns,
        "rows": rows,
        "total": len(table.rows),
        "csv_url": f"{here}?{urlencode({**days, 'table': table.name, 'format': 'csv'})}",
    }


def _plain(table: Table) -> Evidence:
    """A share becomes four columns: a spreadsheet computes with numbers."""
    shares = {index for row in table.rows for index, cell in enumerate(row.cells) if isinstance(cell, Share)}
    columns: list[Any] = []
    for index, column in enumerate(table.columns):
        columns += [f"{column.label} {part}".strip() for part in ("", "low", "high", "n")] if index in shares else [column.label]
    rows = [Row(tuple(part for index, cell in enumerate(row.cells) for part in _parts(cell, index in shares))) for row in table.rows]
    return Evidence(tuple(columns), len(rows), lambda start, stop: rows[start:stop])


def _parts(cell: Any, is_share: bool) -> tuple[Any, ...]:
    if not is_share:
        return (cell,)
    if not isinstance(cell, Share):
        return ("", "", "", "")
    return (*(None if part is None else round(part, 4) for part in (cell.value, cell.low, cell.high)), cell.n)


def _trend(trend: Trend) -> dict[str, Any]:
    weeks = [
        {
            "first": first,
            "n": share.n,
            "value": percent(share.value),
            "interval": f"{percent(share.low)} – {percent(share.high)}" if share.low is not None else "–",
        }
        for first, share in trend.weeks
    ]
    chart = line([Point(share.value, share.low, share.high) for _first, share in trend.weeks])
    ticks = [percent(tick, 0) for tick in chart.ticks] if chart else []
    marks = [date_format(first, "j M") for first, _share in trend.weeks]
    return {"label": trend.label, "chart": chart, "ticks": ticks, "marks": marks, "newest_first": weeks[::-1]}
