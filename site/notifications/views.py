"""One's notifications, what one wants to be told of, and the pages behind links in mails."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import throttle
from core.keyset import BadCursor
from core.viewer import Viewer
from notifications.actions.check_address import ask_if_address_works
from notifications.actions.prefer import prefer
from notifications.actions.read import mark_all_read, mark_read
from notifications.actions.stop_address import start_address
from notifications.forms import choices_in
from notifications.kinds import KINDS
from notifications.models import Notification
from notifications.selectors import address_state, matrix, page, rows_of
from notifications.tokens import read_address

CHECKS = "3/h"


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


@never_cache
@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    after = request.GET.get("after", "")
    try:
        found = page(_viewer(request), unread=unread, kind=kind, after=after)
    except BadCursor:
        raise Http404 from None

    def address(**changes: str) -> str:
        query = {"show": "unread" if unread else "", "kind": kind} | changes
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    context = {
        "page": found,
        "tabs": [
            {"url": address(show=""), "label": pgettext("notifications", "All"), "current": not unread},
            {"url": address(show="unread"), "label": _("Unread"), "current": unread},
        ],
        "kinds": [
            {"url": address(kind=""), "label": _("Anything"), "current": not kind},
            *({"url": address(kind=name), "label": known.label, "current": name == kind} for name, known in KINDS.items() if known.on_site),
        ],
        "kind": kind,
        "unread": unread,
        "next_url": address(after=found.next) if found.next else "",
        "first_url": address() if after else "",
    }
    return render(request, "notifications/list.html", context)


@login_required
@require_safe
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """To what it is about; from now on it is read."""
    person_id = _viewer(request).user_id or 0
    notification = get_object_or_404(Notification, pk=notification_id, person=person_id, in_app=True, withdrawn=False)
    rows = rows_of([notification], _viewer(request))
    if not rows:
        raise Http404
    mark_read(person_id, [notification.pk])
    return HttpResponseRedirect(rows[0].url)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """``id``: one or several; none: all of them."""
    person_id = _viewer(request).user_id or 0
    ids = [int(value) for value in request.POST.getlist("id") if value.isascii() and value.isdecimal() and len(value) < 19]
    if ids:
        mark_read(person_id, ids)
    elif not request.POST.getlist("id"):
        mark_all_read(person_id)
    return redirect("notifications:list")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    person_id = _viewer(request).user_id or 0
    if request.method == "POST":
        prefer(person_id, choices_in(request.POST))
        messages.success(request, _("Saved."))
        return redirect("notification_settings")
    shown = matrix(person_id) | {"address": address_state(person_id), "zone": _viewer(request).timezone.replace("_", " ")}
    return render(request, "notifications/settings.html", shown)


@login_required
@require_POST
def check_address(request: HttpRequest) -> HttpResponse:
    """Send a mail to the stopped address: whoever opens its link shows that it works."""
    person_id = _viewer(request).user_id or 0
    if throttle.allow("notifications.check_address", str(person_id), CHECKS) and ask_if_address_works(person_id):
        messages.success(request, _("We sent you a mail. Open the link in it."))
    else:
        messages.error(request, _("No mail could be sent. Try again later, or give another address."))
    return redirect("notification_settings")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address_works(request: HttpRequest, token: str) -> HttpResponse:
    try:
        address = read_address(token)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if request.method == "POST":
        start_address(address)
    return render(request, "notifications/address.html", {"done": request.method == "POST", "email": address})
