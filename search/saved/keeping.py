"""The pages of one's saved searches: keep one, see them, change, pause and delete them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.viewer import Viewer
from search import pages
from search.actions.recent import MOST_KEPT, keeps, recent
from search.actions.saved import MOST_SAVED, TooMany, change_search, pause, save_search
from search.models import SavedSearch
from search.saved.subjects import address


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """POST keeps a search: the fields of the search page's address, and ``name`` and ``every``."""
    viewer = _viewer(request)
    if request.method == "POST":
        asked = pages.read(request.POST, "")
        try:
            kept = save_search(viewer, asked, request.POST.get("name", ""), request.POST.get("every", ""))
        except TooMany:
            messages.error(request, _("You keep as many searches as one may. Delete one first."))
        except ValueError:
            messages.error(request, _("Type what you look for, then keep it."))
        else:
            messages.success(request, _("Kept. We tell you of what is new for “%(name)s”.") % {"name": kept.name})
        return redirect("search:saved")
    rows = SavedSearch.objects.filter(person=viewer.user_id)
    context = {
        "rows": [{"saved": row, "url": address(row), "filters": _filters(row)} for row in rows],
        "choices": SavedSearch.Every.choices,
        "most": MOST_SAVED,
        "keeps": keeps(viewer),
        "recent": recent(viewer, MOST_KEPT),
    }
    return render(request, "search/saved.html", context)


@login_required
@require_POST
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    """``do``: change (with ``name`` and ``every``), pause, resume or delete. Of one's own."""
    own = get_object_or_404(SavedSearch, pk=min(search_id, 2**63 - 1), person=_viewer(request).user_id)
    match request.POST.get("do", ""):
        case "delete":
            own.delete()
            messages.success(request, _("Deleted."))
        case "pause" | "resume" as what:
            pause(own, paused=what == "pause")
        case _other:
            change_search(own, name=request.POST.get("name", ""), every=request.POST.get("every", ""))
            messages.success(request, _("Saved."))
    return redirect("search:saved")


def _filters(saved_search: SavedSearch) -> list[str]:
    return pages.filter_words(saved_search.kinds, saved_search.langs, saved_search.tags, saved_search.solved)
