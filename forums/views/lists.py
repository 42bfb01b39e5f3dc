"""The index of forums, a forum's topics, and marking them as read."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from core.guest_pages import kept_for_guests
from core.keyset import BadCursor
from core.posting import sign_in_first, viewer_of
from forums.actions.mark_read import mark_forums_read
from forums.selectors import SORTS, forum_index, forum_page
from forums.views.common import load_forum, rights


@require_safe
@kept_for_guests("forums")
def index(request: HttpRequest) -> HttpResponse:
    page = forum_index(viewer_of(request))
    return render(request, "forums/index.html", {"page": page})


@require_safe
def redirect_to_forum(request: HttpRequest, forum_id: int) -> HttpResponse:
    return HttpResponsePermanentRedirect(load_forum(request, forum_id).get_absolute_url())


@require_safe
@kept_for_guests("forums")
def forum(request: HttpRequest, forum_id: int, slug: str) -> HttpResponse:
    found = load_forum(request, forum_id)
    if found.is_link:
        return redirect(found.link or reverse("forums:index"))
    here = found.get_absolute_url()
    if slug != found.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(here + (f"?{query}" if query else ""))
    viewer = viewer_of(request)
    sorts = SORTS[:-1] if viewer.is_guest else SORTS
    sort = request.GET.get("sort", "")
    sort = sort if sort in sorts else "active"
    after = request.GET.get("after", "")
    try:
        page = forum_page(rights(request), found, viewer, sort=sort, after=after)
    except BadCursor:
        raise Http404 from None

    def address(**changes: str) -> str:
        query = {"sort": sort} | changes
        return f"{here}?{urlencode({name: value for name, value in query.items() if value})}"

    labels = {"active": pgettext("order of a list", "Active"), "new": _("Newest"), "unread": _("New to you")}
    context = {
        "page": page,
        "forum": found,
        "sort": sort,
        "after": after,
        "tabs": [{"url": address(sort=name), "label": labels[name], "current": name == sort} for name in sorts],
        "next_url": address(after=page.next) if page.next else "",
        "first_url": address() if after else "",
    }
    return render(request, "forums/forum.html", context)


@require_POST
def mark_read(request: HttpRequest, forum_id: int) -> HttpResponse:
    """A forum with all below it."""
    found = load_forum(request, forum_id)
    if refused := sign_in_first(request, found.get_absolute_url()):
        return refused
    known = rights(request)
    family = [child for child in known.forums.values() if child.tree_id == found.tree_id and found.lft <= child.lft <= found.rght]
    mark_forums_read([child for child in family if child.pk in known.readable], viewer_of(request))
    messages.success(request, _("Everything here is marked as read."))
    return redirect(found)


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    if refused := sign_in_first(request, reverse("forums:index")):
        return refused
    known = rights(request)
    mark_forums_read([known.forums[id] for id in known.readable], viewer_of(request))
    messages.success(request, _("Everything here is marked as read."))
    return redirect("forums:index")
