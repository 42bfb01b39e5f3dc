"""Pages under /contests/manage/, for managers: make, change, terms, the course, strike an entry."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gamification.access import for_managers
from gamification.badges.forms import ReasonForm
from gamification.contests.actions.edit import save_contest, write_terms
from gamification.contests.actions.enter import withdraw
from gamification.contests.actions.move import BEGINS, cancel, course_of, move_on, next_step, reschedule
from gamification.contests.forms import ContestForm, TermsForm, TimesForm
from gamification.contests.selectors import manager_page
from gamification.models import Contest, Entry

UNPROCESSABLE = 422


@require_safe
@for_managers
def show_all(request: HttpRequest) -> HttpResponse:
    contests = Contest.objects.worded().order_by("-made_at", "-pk")[:100]
    return render(request, "contests/manage/list.html", {"contests": contests})


@for_managers
def make(request: HttpRequest) -> HttpResponse:
    return _edit(request, Contest(), ContestForm(request.POST or None, initial={"zone": request.viewer.timezone}))


@for_managers
def change(request: HttpRequest, slug: str) -> HttpResponse:
    contest = _contest(slug)
    return _edit(request, contest, ContestForm(request.POST or None, contest=contest, initial=ContestForm.initial_of(contest)))


def _edit(request: HttpRequest, contest: Contest, form: ContestForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_contest(contest, request.viewer, form.facts(), form.words())
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contests:manage-contest", saved.slug)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "contests/manage/edit.html", {"contest": contest, "form": form}, status=status)


@require_safe
@for_managers
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "contests/manage/contest.html", {"page": manager_page(_contest(slug), request.viewer)})


@for_managers
def terms(request: HttpRequest, slug: str) -> HttpResponse:
    contest = _contest(slug)
    last = contest.terms.first()
    initial = {text.lang: text.body_source for text in last.texts.all()} if last else {}
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        written = write_terms(contest, request.viewer, form.cleaned_data)
        messages.success(request, _("Version %(number)d of the terms is in force.") % {"number": written.version})
        return redirect("contests:manage-contest", contest.slug)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "contests/manage/terms.html", {"contest": contest, "form": form}, status=status)


@for_managers
def next_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the next state before its time. The form carries the state that was seen, so two managers never move it twice."""
    contest = _contest(slug)
    form = ReasonForm(request.POST or None, hint=_("It is kept with the contest's history."))
    if request.method == "POST" and form.is_valid():
        try:
            move_on(contest, request.viewer, request.POST.get("seen", ""), form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)  # type: ignore[arg-type]
        else:
            return redirect("contests:manage-contest", contest.slug)
    return _act(request, contest, form, "next-state")


@for_managers
def call_off(request: HttpRequest, slug: str) -> HttpResponse:
    contest = _contest(slug)
    form = ReasonForm(request.POST or None, hint=_("Everybody can read it on the contest's page."))
    if request.method == "POST" and form.is_valid():
        cancel(contest, request.viewer, form.cleaned_data["reason"])
        return redirect("contests:manage-contest", contest.slug)
    return _act(request, contest, form, "cancel")


@for_managers
def times(request: HttpRequest, slug: str) -> HttpResponse:
    contest = _contest(slug)
    course = course_of(contest)
    ahead = [BEGINS[state] for state in course[course.index(contest.state) + 1 :]] if not contest.over else []  # type: ignore[index]
    if not ahead:
        raise Http404
    form = TimesForm(request.POST or None, contest=contest, fields=ahead)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ahead}
        try:
            reschedule(contest, request.viewer, chosen, form.cleaned_data["reason"])
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contests:manage-contest", contest.slug)
    return _act(request, contest, form, "times")


@for_managers
def strike(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    contest = _contest(slug)
    entry = get_object_or_404(Entry.objects.standing(), pk=entry_id, contest=contest)
    form = ReasonForm(request.POST or None, hint=_("The person can read it."))
    if request.method == "POST" and form.is_valid():
        withdraw(entry, request.viewer, form.cleaned_data["reason"])
        return redirect("contests:manage-contest", contest.slug)
    return _act(request, contest, form, "strike")


def _act(request: HttpRequest, contest: Contest, form: Any, what: str) -> HttpResponse:
    step = next_step(contest)
    context = {"contest": contest, "form": form, "what": what, "following": Contest.State(step[0]).label if step else ""}
    return render(request, "contests/manage/act.html", context, status=UNPROCESSABLE if form.errors else 200)


def _tell(form: Any, error: ValidationError) -> None:
    for name, texts in error.message_dict.items() if hasattr(error, "error_dict") else [(None, error.messages)]:
        form.add_error(name if name in form.fields else None, texts)


def _contest(slug: str) -> Contest:
    return get_object_or_404(Contest.objects.worded(), slug=slug)
