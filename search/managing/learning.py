"""The page under /search/manage/learning/: what search learned from clicks, and the switch."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.access import for_managers
from core.content import content
from search.learned import learning as lessons
from search.learned.signals import HIGHEST, LOWEST
from search.models import Learned, LearningState

STRONGEST = 50


@require_safe
@for_managers
def learning(request: HttpRequest) -> HttpResponse:
    rows = list(Learned.objects.filter(strength__gt=0).exclude(key__startswith="~").order_by("-strength", "pk")[:STRONGEST])
    cards = content.cards([(row.ref_kind, row.ref_id) for row in rows], request.viewer)  # type: ignore[attr-defined]
    shown = [(row, cards.get((row.ref_kind, row.ref_id)), row.key.split()) for row in rows]
    context = {
        "state": LearningState.now(),
        "rows": [
            {"row": row, "card": card, "words": [term.partition(":")[2] or term for term in terms]} for row, card, terms in shown if card
        ],
        "half_life": lessons.HALF_LIFE,
        "enough": lessons.ENOUGH,
        "lowest": LOWEST,
        "highest": HIGHEST,
    }
    return render(request, "search/manage/learning.html", context)


@require_POST
@for_managers
def switch(request: HttpRequest) -> HttpResponse:
    on = request.POST.get("on") == "1"
    LearningState.switch(on, request.viewer.user_id)  # type: ignore[attr-defined]
    said = _("What people choose counts again, from the next search on.") if on else _("Search ranks by its words alone, from now on.")
    messages.success(request, said)
    return redirect("search:learning")
