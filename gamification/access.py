"""Whose pages are whose."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import for_managers as for_managers


def sign_in_first(request: HttpRequest, then: str) -> HttpResponse | None:
    """Where a guest goes who wants to do something; None for people who are signed in."""
    if not request.viewer.is_guest:
        return None
    messages.info(request, _("Sign in to go on."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': then})}")
