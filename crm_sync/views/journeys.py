"""One journey as evidence: what was done and said, why it has its class, and what it is worth. And the button that rebuilds all."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core import jobs
from core.content import content
from crm_sync.deflection import value_of
from crm_sync.evidence import steps_of
from crm_sync.figures import MEANINGS
from crm_sync.models import CostRate, Journey
from crm_sync.views.common import for_staff

DONE = {
    "started": gettext_lazy("Began a form"),
    "sent": gettext_lazy("Sent a form"),
    "answered": gettext_lazy("Said"),
    "search": gettext_lazy("Searched or typed"),
    "seen": gettext_lazy("Saw it for 3 seconds"),
    "open": gettext_lazy("Opened"),
    "dwell": gettext_lazy("Read for 15 seconds"),
    "view": gettext_lazy("Called the page"),
}


@require_safe
@for_staff
def journey(request: HttpRequest, journey_id: int) -> HttpResponse:
    found = get_object_or_404(Journey, pk=journey_id)
    steps = steps_of([found])[found.pk]
    refs = {(step.kind, step.id) for step in steps if step.kind and step.id}
    cards = content.cards(refs, request.viewer)
    context = {
        "journey": found,
        "steps": [(step, DONE.get(step.what, step.what), cards.get((step.kind, step.id or 0))) for step in steps],
        "meaning": MEANINGS[Journey.Class(found.outcome)],
        "value": value_of(found, list(CostRate.objects.order_by("valid_from"))),
    }
    return render(request, "support/journey.html", context)


@require_POST
@for_staff
def rebuild(request: HttpRequest) -> HttpResponse:
    if not request.viewer.is_manager:
        raise PermissionDenied
    return redirect("job", jobs.start("crm_sync.rebuild_deflection", request.viewer).pk)
