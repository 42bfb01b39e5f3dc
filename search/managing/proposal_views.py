"""Pages under /search/manage/synonyms/proposals/, for managers: synonyms that the house's own questions and searches propose."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.access import for_managers
from search.actions.proposals import refuse, take, take_back
from search.managing.forms import WRONG_LINES
from search.managing.proposal_reading import Proposed, examples, proposal_page
from search.managing.trying import QUESTIONS, SEARCHES, try_proposal
from search.models import SynonymProposal
from search.synonyms import BadLine

DECISIONS = {"take": take, "refuse": refuse, "back": take_back}


@require_safe
@for_managers
def proposals(request: HttpRequest) -> HttpResponse:
    """``?lang=``: those of one language that wait, and what was decided."""
    given = request.GET.get("lang", "")
    lang = given if given in ("es", "pt", "en") else request.viewer.language[:2]  # type: ignore[attr-defined]
    return render(request, "search/manage/proposals.html", {"page": proposal_page(lang), "lang": lang})


@require_safe
@for_managers
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """``?on=questions|searches``: what shows it, and what it would have changed."""
    found = get_object_or_404(SynonymProposal, pk=proposal_id)
    source = SEARCHES if request.GET.get("on") == SEARCHES else QUESTIONS
    context = {
        "each": Proposed.of(found),
        "examples": examples(found, request.viewer),  # type: ignore[attr-defined]
        "trial": try_proposal(found, source),
        "source": source,
    }
    return render(request, "search/manage/proposal.html", context)


@require_POST
@for_managers
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """``do``: take, refuse or back; ``next``: where to go on."""
    found = get_object_or_404(SynonymProposal, pk=proposal_id)
    decision = DECISIONS.get(request.POST.get("do", ""))
    if decision is None:
        return HttpResponseBadRequest()
    try:
        decision(found, request.viewer)  # type: ignore[attr-defined]
    except BadLine as error:
        messages.error(request, WRONG_LINES[error.code])
    else:
        messages.success(request, _said(request.POST["do"]) % {"line": found.line})
    there = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        return redirect(there)
    return redirect(f"{reverse('search:proposals')}?lang={found.lang}")


def _said(decision: str) -> str:
    if decision == "take":
        return _("“%(line)s” is searched by from the next search on.")
    return _("“%(line)s” won’t be proposed again.") if decision == "refuse" else _("“%(line)s” is open again.")
