"""The queue of those who decide what is published: moderators, and experts for what they know about."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.keyset import BadCursor
from core.text import clean_line
from kb import permissions
from kb.actions.review_article import NothingWaits, approve_article, send_back
from kb.models import ArticlePage
from kb.reviews import waiting_for
from kb.selectors import behind_original, to_verify
from kb.views.reading import viewer_of

REASON_MAX = 500


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not permissions.may_review(viewer):
        raise Http404
    waiting = waiting_for(viewer)
    return render(request, "kb/reviews.html", {"waiting": waiting, "people_ids": {each.by_id for each in waiting}})


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """For staff: what is to be checked again, the most overdue first."""
    viewer = viewer_of(request)
    if not permissions.may_verify(viewer):
        raise Http404
    try:
        listed = to_verify(viewer, after=request.GET.get("after", ""))
    except BadCursor:
        raise Http404 from None
    behind = [] if request.GET.get("after") else behind_original(viewer)
    next_url = f"?{urlencode({'after': listed.next})}" if listed.next else ""
    return render(request, "kb/due.html", {"listed": listed, "behind": behind, "next_url": next_url})


@require_POST
def decide(request: HttpRequest, article_id: int) -> HttpResponse:
    """``decision`` is "publish", or "back" with a reason; ``revision`` is the version that was read."""
    viewer = viewer_of(request)
    revision = request.POST.get("revision", "")
    if not permissions.may_review(viewer) or not revision.isdecimal():
        raise Http404
    article = get_object_or_404(ArticlePage, pk=article_id)
    try:
        if request.POST.get("decision") == "publish":
            approve_article(article, viewer, int(revision[:18]))
            messages.success(request, _("Published."))
        elif reason := clean_line(request.POST.get("reason", ""))[:REASON_MAX]:
            send_back(article, viewer, int(revision[:18]), reason)
            messages.success(request, _("Sent back. Its author reads your reason."))
        else:
            messages.error(request, _("Say why you send it back: its author learns from it."))
    except NothingWaits:
        messages.error(request, _("This was decided or changed in the meantime."))
    except PermissionDenied:
        raise Http404 from None
    return redirect("kb:reviews")
