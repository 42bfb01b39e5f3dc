"""The leaderboard page."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.keyset import BadCursor
from gamification.selectors import PERIODS, leaderboard


@require_safe
def show_leaderboard(request: HttpRequest) -> HttpResponse:
    period = request.GET.get("period", "month")
    staff, tag = request.GET.get("board") == "staff", request.GET.get("tag", "")[:60]
    if period not in PERIODS or "\x00" in tag:
        raise Http404
    try:
        board = leaderboard(period, staff=staff, tag=tag, after=request.GET.get("after", ""))
    except BadCursor as error:
        raise Http404 from error

    def url(**changes: str) -> str:
        chosen = {"period": period, "board": "staff" if staff else "", "tag": tag} | changes
        return f"{reverse('gamification:leaderboard')}?{urlencode({key: value for key, value in chosen.items() if value})}"

    tabs = [{"url": url(period=key), "label": label, "current": key == period} for key, (label, _days) in PERIODS.items()]
    context = {
        "board": board,
        "tabs": tabs,
        "staff": staff,
        "tag": tag,
        "other_board": {"url": url(board="" if staff else "staff"), "label": _("Members' board") if staff else _("Company team's board")},
        "all_tags_url": url(tag=""),
        "next_url": url(after=board.next) if board.next else "",
        "first_url": url() if request.GET.get("after") else "",
    }
    return render(request, "gamification/leaderboard.html", context)
