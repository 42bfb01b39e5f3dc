"""What pages on which people write share: who must sign in first, what is gone, and errors of actions as errors of forms."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.throttle import TooFast
from core.viewer import Viewer
from core.writing import Refused

UNPROCESSABLE = 422


class Gone(Exception):
    """It was taken down, or back: the page says so with 410."""


def viewer_of(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


def gone_page(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/410.html", status=410)


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def go_to(request: HttpRequest, to: Any, anchor: str = "") -> HttpResponse:
    """A redirect that htmx follows as a whole page, too."""
    address = resolve_url(to) + (f"#{anchor}" if anchor else "")
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def sign_in_first(request: HttpRequest, then: str) -> HttpResponse | None:
    """Where a guest goes who wants to do something; None for people who are signed in."""
    if not viewer_of(request).is_guest:
        return None
    messages.info(request, _("Sign in to go on."))
    return go_to(request, f"{reverse('account_login')}?{urlencode({'next': then})}")


def add_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Admission's reasons, in the author's language, above the form."""
    told = [reason.message for reason in refusal.reasons if reason.message]
    for message in told or [_("This text can't be published here. What you wrote is kept below.")]:
        form.add_error(None, str(message))


def too_fast_text(error: TooFast) -> str:
    minutes = max(error.retry_after // 60, 1)
    text = ngettext(
        "That was a lot in a short time. Try again in %(minutes)d minute: what you wrote is kept.",
        "That was a lot in a short time. Try again in %(minutes)d minutes: what you wrote is kept.",
        minutes,
    )
    return text % {"minutes": minutes}


def may_post_now(form: forms.BaseForm, viewer: Viewer, count: Callable[[], None]) -> bool:
    """Whether the author may post and isn't too fast, which ``count`` finds (`core.throttle.count`); otherwise the form says why."""
    if not viewer.may_post:
        form.add_error(None, _("You can't post yet: confirm your e-mail address first. What you wrote is kept."))
        return False
    try:
        count()
    except TooFast as error:
        form.add_error(None, too_fast_text(error))
        return False
    return True


def say_if_held(request: HttpRequest, post: Any, published: str) -> None:
    """Tell the author how it went."""
    if post.is_public:
        messages.success(request, published)
    else:
        messages.warning(request, _("It waits for a moderator, who will look at it soon. Until then only you see it."))
