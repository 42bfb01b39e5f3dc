"""The page on which anyone with a voice reports a text."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.content import Card, content
from core.throttle import allow
from core.visitor import network_of
from moderation.actions.raise_flag import AlreadyJudged, raise_flag, withdraw_flag
from moderation.forms import FlagForm
from moderation.models import Flag
from moderation.permissions import may_flag

RATE = "30/h"


@login_required
def flag(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    card = _visible(request, kind, object_id)
    if not may_flag(request.viewer, card.author_id):
        raise PermissionDenied(_("You can flag with a confirmed address. Your own texts you can edit."))
    mine = Flag.objects.filter(item__kind=kind, item__object_id=object_id, person_id=request.viewer.user_id).first()
    initial = {"reason": mine.reason, "note": mine.note} if mine else None
    form = FlagForm(request.POST or None, initial=initial, is_staff=request.viewer.is_staff)
    if request.method == "POST" and form.is_valid():
        if not allow("moderation.flag", request.viewer.user_id, RATE):
            form.add_error(None, _("That was a lot of reports in a short time. Go on in an hour."))
        else:
            return _raise(request, card, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "moderation/flag.html", {"card": card, "form": form, "mine": mine}, status=status)


@require_POST
@login_required
def withdraw(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    card = _visible(request, kind, object_id)
    withdraw_flag(card, request.viewer)
    messages.success(request, _("You took your flag back."))
    return redirect(card.url)


def _raise(request: HttpRequest, card: Card, form: FlagForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        raise_flag(
            card,
            request.viewer,
            data["reason"],
            note=data["note"],
            take_action=data.get("take_action", False),
            network=network_of(request),
        )
    except AlreadyJudged:
        messages.info(request, _("A moderator has already looked at your flag and let the text stand."))
    else:
        messages.success(request, _("Thank you. A moderator will look at it."))
    return redirect(card.url)


def _visible(request: HttpRequest, kind: str, object_id: int) -> Card:
    """What is not there for the viewer can't be flagged by them."""
    possible = kind in content and object_id < 2**63
    card = content[kind].card(object_id, request.viewer) if possible else None
    if card is None:
        raise Http404
    return card
