"""Pages under /search/manage/, for managers: suggestion rules."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import for_managers
from search.actions.rules import delete_rule, move_rule, save_rule, switch_rule
from search.managing import history
from search.managing.forms import RuleForm
from search.managing.reading import rule_rows
from search.managing.trying import QUESTIONS, SEARCHES, try_rule, try_text
from search.models import RuleChange, SuggestionRule

UNPROCESSABLE = 422
LONGEST_TRIED = 2_000


@require_safe
@for_managers
def show_rules(request: HttpRequest) -> HttpResponse:
    return render(request, "search/manage/rules.html", {"rows": rule_rows()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def make_rule(request: HttpRequest) -> HttpResponse:
    return _edit(request, SuggestionRule(), {})


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def change_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = _rule(rule_id)
    return _edit(request, rule, RuleForm.initial_of(rule))


def _edit(request: HttpRequest, rule: SuggestionRule, initial: dict[str, Any]) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    form = RuleForm(request.POST or None, initial=initial, viewer=viewer, host=request.get_host())
    if request.method == "POST" and form.is_valid():
        saved = save_rule(rule, viewer, form.facts())
        messages.success(request, _("Saved. It holds from now on.") if saved.enabled else _("Saved. It is switched off."))
        return redirect("search:try_rule", saved.pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "search/manage/rule.html", {"rule": rule, "form": form}, status=status)


@require_safe
@for_managers
def try_out(request: HttpRequest, rule_id: int) -> HttpResponse:
    """``?on=questions|searches&q=&lang=``: what the rule does with a text, or would have done with past ones."""
    rule = _rule(rule_id)
    viewer = request.viewer  # type: ignore[attr-defined]
    text = request.GET.get("q", "")[:LONGEST_TRIED].replace("\x00", "").strip()
    source = SEARCHES if request.GET.get("on") == SEARCHES else QUESTIONS
    context = {
        "rule": rule,
        "text": text,
        "source": source,
        "one": try_text(rule, text, viewer.language) if text else None,
        "trial": None if text else try_rule(rule, source),
        "changes": history.changes_of(RuleChange.Subject.RULE, rule.pk),
    }
    return render(request, "search/manage/try.html", context)


@require_POST
@for_managers
def switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    switch_rule(_rule(rule_id), request.viewer, on=request.POST.get("on") == "1")  # type: ignore[attr-defined]
    return redirect("search:rules")


@require_POST
@for_managers
def move(request: HttpRequest, rule_id: int) -> HttpResponse:
    move_rule(_rule(rule_id), request.viewer, up=request.POST.get("to") == "up")  # type: ignore[attr-defined]
    return redirect("search:rules")


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def delete(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = _rule(rule_id)
    if request.method == "POST":
        delete_rule(rule, request.viewer)  # type: ignore[attr-defined]
        messages.success(request, _("The rule is deleted. Its history stays."))
        return redirect("search:rules")
    return render(request, "search/manage/delete.html", {"rule": rule})


@require_safe
@for_managers
def show_history(request: HttpRequest) -> HttpResponse:
    return render(request, "search/manage/history.html", {"changes": history.newest()})


def _rule(rule_id: int) -> SuggestionRule:
    return get_object_or_404(SuggestionRule, pk=rule_id)
