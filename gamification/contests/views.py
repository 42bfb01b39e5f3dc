"""Pages under /contests/ that everybody meets: read, accept the terms, enter, withdraw, vote."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.keyset import BadCursor
from gamification.access import sign_in_first
from gamification.contests.actions.enter import TermsChanged, accept_terms, enter, withdraw
from gamification.contests.actions.vote import VoteRefused, take_back, vote
from gamification.contests.eligibility import RefusedToEnter
from gamification.contests.selectors import SORTS, contest_page, past, running, terms_page
from gamification.models import Contest, Entry


@require_safe
def show_contests(request: HttpRequest) -> HttpResponse:
    try:
        over = past(request.viewer, after=request.GET.get("after", ""))
    except BadCursor as error:
        raise Http404 from error
    first = not request.GET.get("after")
    context = {
        "running": running(request.viewer) if first else [],
        "first": first,
        "past": over.rows,
        "next_url": f"?{urlencode({'after': over.next})}" if over.next else "",
        "first_url": "" if first else request.path,
    }
    return render(request, "contests/list.html", context)


@require_safe
def show_contest(request: HttpRequest, slug: str) -> HttpResponse:
    contest = load(request, slug)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        raise Http404
    try:
        page = contest_page(contest, request.viewer, sort=request.GET.get("sort", ""), number=int(number))
    except LookupError as error:
        raise Http404 from error

    def url(to: int) -> str:
        return f"{contest.get_absolute_url()}?{urlencode({'sort': page.sort, 'page': to})}"

    context = {
        "page": page,
        "contest": contest,
        "sorts": [(key, label) for key, label in SORTS.items() if key != "place" or contest.state == Contest.State.CLOSED],
        "next_url": url(page.page + 1) if page.page < page.pages else "",
        "previous_url": url(page.page - 1) if page.page > 1 else "",
    }
    return render(request, "contests/contest.html", context)


@require_safe
def show_terms(request: HttpRequest, slug: str, version: int | None = None) -> HttpResponse:
    contest = load(request, slug)
    found = terms_page(contest, version)
    if found is None:
        raise Http404
    terms, text = found
    return render(request, "contests/terms.html", {"contest": contest, "terms": terms, "text": text})


@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    contest = load(request, slug)
    if response := sign_in_first(request, contest.get_absolute_url()):
        return response
    given = request.POST.get("version", "")
    version = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    try:
        if request.POST.get("accept") != "yes":
            raise TermsChanged(_("Tick the box to accept the terms."))
        accept_terms(contest, request.viewer, version, get_language() or "")
    except (RefusedToEnter, TermsChanged) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You take part. What you publish under the tag from now on enters by itself."))
    return redirect(f"{contest.get_absolute_url()}#part")


@require_POST
def enter_contest(request: HttpRequest, slug: str) -> HttpResponse:
    contest = load(request, slug)
    if response := sign_in_first(request, contest.get_absolute_url()):
        return response
    kind, object_id = request.POST.get("kind", ""), request.POST.get("id", "")
    if not (object_id.isascii() and object_id.isdecimal() and len(object_id) < 19):
        raise Http404
    try:
        enter(contest, kind, int(object_id), request.viewer)
    except RefusedToEnter as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It has entered. Good luck!"))
    return redirect(f"{contest.get_absolute_url()}#part")


@require_POST
def withdraw_entry(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    contest, entry = load_entry(request, slug, entry_id)
    if response := sign_in_first(request, contest.get_absolute_url()):
        return response
    if entry.person_id != request.viewer.user_id:
        raise PermissionDenied(_("This entry is somebody else's."))
    withdraw(entry, request.viewer)
    messages.success(request, _("Your entry was withdrawn."))
    return redirect(f"{contest.get_absolute_url()}#part")


@require_POST
def vote_for(request: HttpRequest, slug: str, entry_id: int) -> HttpResponse:
    """``value`` 1 gives a vote, 0 takes it back. With htmx the button and what is left are drawn again in place."""
    contest, entry = load_entry(request, slug, entry_id)
    if response := sign_in_first(request, contest.get_absolute_url()):
        return response
    wanted = request.POST.get("value") != "0"
    try:
        left = vote(entry, request.viewer) if wanted else take_back(entry, request.viewer)
        text, voted = told(left), wanted
    except VoteRefused as refusal:
        if not getattr(request, "htmx", False):
            messages.error(request, str(refusal))
            return redirect(f"{contest.get_absolute_url()}#entry-{entry.pk}")
        text, voted = str(refusal), entry.cast.filter(person=request.viewer.user_id).exists()
    if getattr(request, "htmx", False):
        context: dict[str, Any] = {"entry": entry, "contest": contest, "voted": voted, "title": request.POST.get("title", ""), "left": text}
        return render(request, "contests/voted.html", context)
    messages.success(request, text)
    return redirect(f"{contest.get_absolute_url()}#entry-{entry.pk}")


def told(left: int) -> str:
    return ngettext("You have %(n)d vote left.", "You have %(n)d votes left.", left) % {"n": left}


def load(request: HttpRequest, slug: str) -> Contest:
    return get_object_or_404(Contest.objects.visible_to(request.viewer).worded(), slug=slug)


def load_entry(request: HttpRequest, slug: str, entry_id: int) -> tuple[Contest, Entry]:
    contest = load(request, slug)
    return contest, get_object_or_404(Entry, pk=entry_id, contest=contest)
