"""What people say of what they read: "this solved it", "would you have contacted support?", and the thanks. Works without JavaScript."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import throttle
from core.content import Card
from crm_sync.actions.ask_if_solved import answer_if_solved
from crm_sync.actions.say import say_answered
from crm_sync.models import WaitingQuestion
from crm_sync.threads import QUESTION
from crm_sync.views.common import card_of, journey_of

RATE = "120/h"
FORMS = ("ask", "support")
FIELDS = {"subject": "support", "title": "ask"}  # a form sends its own fields along with "this solved it"


@require_http_methods(["GET", "HEAD", "POST"])
def solved(request: HttpRequest) -> HttpResponse:
    """POST ``journey`` and ``solved`` (``kind:id``) or ``kind`` and ``id``: said to have helped (``answered=no``: not). Then one question.

    The forms stand on the opened content itself, so saying so here proves that it was read.
    """
    given = request.POST if request.method == "POST" else request.GET
    ref = given.get("solved") or f"{given.get('kind', '')}:{given.get('id', '')}"
    card = card_of(ref, request.viewer)
    if card is None:
        raise Http404
    journey = journey_of(given.get("journey", ""))
    form = given.get("form", "") if given.get("form", "") in FORMS else next((form for name, form in FIELDS.items() if name in given), "")
    if request.method != "POST":
        return render(request, "support/solved.html", {"card": card, "journey": journey, "form": form})
    if not throttle.allow("crm.said", request.viewer.user_id or get_adapter(request).get_client_ip(request), RATE):
        return render(request, "errors/429.html", status=429)
    return _said(request, card, journey, form)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "support/thanks.html")


@require_safe
def not_answered(request: HttpRequest) -> HttpResponse:
    """The next step for somebody whom the content did not help."""
    return render(request, "support/not_answered.html", {"journey": journey_of(request.GET.get("journey", ""))})


def _said(request: HttpRequest, card: Card, journey: str, form: str) -> HttpResponse:
    # A suggestion may be one's own old thread; without a form around it, it is the thread itself that is spoken of.
    asker = not form and request.viewer.user_id is not None and card.author_id == request.viewer.user_id

    def say(answered: bool, would: bool | None) -> None:
        say_answered(request.viewer, journey, card, answered=answered, would_have_contacted=would, opened=True, asker=asker)
        if answered and asker and card.kind == QUESTION:
            answer_if_solved(card.id, request.viewer, WaitingQuestion.Answer.YES)

    carried = {"journey": journey}
    would = request.POST.get("would")
    if would in ("yes", "no"):
        say(True, would == "yes")
        return redirect("crm_sync:thanks")
    if would == "still":
        say(False, None)
        return redirect(f"{reverse('crm_sync:support')}?{urlencode(carried)}")
    if request.POST.get("answered") == "no":
        say(False, None)
        return redirect(f"{reverse('crm_sync:not_answered')}?{urlencode(carried)}")
    say(True, None)
    carried |= {"kind": card.kind, "id": str(card.id)} | ({"form": form} if form else {})
    return redirect(f"{reverse('crm_sync:solved')}?{urlencode(carried)}")
