"""Whose pages are whose: guests sign in, and to everybody but managers a page of theirs does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


def for_managers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.viewer.is_guest:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        if not request.viewer.is_manager:
            raise Http404
        return view(request, *args, **kwargs)

    return check


def sign_in_first(request: HttpRequest, then: str) -> HttpResponse | None:
    """Where a guest goes who wants to do something; None for people who are signed in."""
    if not request.viewer.is_guest:
        return None
    messages.info(request, _("Sign in to go on."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': then})}")
