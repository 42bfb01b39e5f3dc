"""Pages under /badges/."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.jobs import start
from core.keyset import BadCursor
from gamification.access import for_managers
from gamification.actions.award import AlreadyHeld, award_by_hand, may_award, revoke
from gamification.badges.forms import AwardForm, ReasonForm
from gamification.badges.jobs import KIND
from gamification.badges.selectors import badges_by_level, causes_of, holders_of, my_awards, my_needs, rule_in_words
from gamification.models import Award, Badge

UNPROCESSABLE = 422


@require_safe
def show_badges(request: HttpRequest) -> HttpResponse:
    levels = badges_by_level(request.viewer)
    mine = sum(bool(row.times) for level in levels for row in level.rows)
    context = {"levels": levels, "mine": mine, "total": sum(len(level.rows) for level in levels)}
    return render(request, "gamification/badges/list.html", context)


@require_safe
def show_badge(request: HttpRequest, slug: str) -> HttpResponse:
    badge = _badge(slug)
    viewer = request.viewer
    try:
        page = holders_of(badge, after=request.GET.get("after", ""))
    except BadCursor as error:
        raise Http404 from error
    mine = my_awards(badge, viewer)
    held = any(award.standing for award in mine)
    path = badge.get_absolute_url()
    context = {
        "badge": badge,
        "rule": rule_in_words(badge),
        "awards": page.rows,
        "person_ids": [award.person_id for award in page.rows],
        "causes": causes_of(badge, page.rows, viewer),
        "next_url": f"{path}?{urlencode({'after': page.next})}" if page.next else "",
        "first_url": path if request.GET.get("after") else "",
        "holders": Award.objects.shown().filter(badge=badge).values("person").distinct().count(),
        "mine": mine,
        "held": held,
        "needs": [] if held else my_needs(badge, viewer),
        "may_award": may_award(viewer),
    }
    return render(request, "gamification/badges/badge.html", context)


@for_managers
def give(request: HttpRequest, slug: str) -> HttpResponse:
    badge = _badge(slug)
    form = AwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            award = award_by_hand(badge, form.cleaned_data["username"], request.viewer, form.cleaned_data["reason"])
        except (AlreadyHeld, PermissionDenied) as error:
            form.add_error("username", str(error))
        else:
            messages.success(request, _("%(name)s has the badge.") % {"name": award.person.name})
            return redirect(badge)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "gamification/badges/give.html", {"badge": badge, "form": form}, status=status)


@for_managers
def take_back(request: HttpRequest, award_id: int) -> HttpResponse:
    award = get_object_or_404(Award.objects.standing().select_related("badge", "person"), pk=award_id)
    form = ReasonForm(request.POST or None, hint=_("The person can read it. The badge doesn't come back by its rule."))
    if request.method == "POST" and form.is_valid():
        revoke(award, request.viewer, form.cleaned_data["reason"])
        messages.success(request, _("The badge was taken back."))
        return redirect(award.badge)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "gamification/badges/take-back.html", {"award": award, "form": form}, status=status)


@require_POST
@for_managers
def look_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the job that gives this badge to everybody who earned it."""
    return redirect("job", start(KIND, request.viewer, slug=_badge(slug).slug).pk)


def _badge(slug: str) -> Badge:
    return get_object_or_404(Badge.objects.filter(enabled=True).worded(), slug=slug)
