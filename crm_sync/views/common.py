"""What the pages of this room share: loading is authorising."""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.content import Card, content
from core.viewer import Viewer
from crm_sync.models import Case

UNPROCESSABLE = 422
PAGE = 25
LARGEST_ID = 2**63 - 1

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,40}")
View = Callable[..., HttpResponse]


def journey_of(given: str) -> str:
    """The token that was given, or a new one when none that could be a token was."""
    return given if _TOKEN.fullmatch(given) else secrets.token_urlsafe(16)


def signed_in(view: View) -> View:
    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.viewer.is_guest:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return check


def for_staff(view: View) -> View:
    """Guests sign in; to everybody else the page does not exist."""

    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.is_guest and not request.viewer.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(check)


def load_case(viewer: Viewer, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(viewer).select_related("person"), pk=case_id)


def card_of(ref: str, viewer: Viewer) -> Card | None:
    """The card of ``kind:id``, if there is such content and the viewer may see it."""
    kind, _, number = ref.rpartition(":")
    if kind not in content or not number.isdecimal() or not number.isascii() or len(number) > 18:
        return None
    return content[kind].card(int(number), viewer)


def cards_of(refs: list[str], viewer: Viewer) -> list[Card]:
    """Cards of these refs, in order, without those that are gone: a constant number of queries."""
    pairs = [(kind, int(number)) for kind, _, number in (ref.rpartition(":") for ref in refs) if number.isdecimal()]
    cards = content.cards(pairs, viewer)
    return [cards[pair] for pair in pairs if pair in cards]
