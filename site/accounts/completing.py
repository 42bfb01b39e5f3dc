"""``/people/complete/``: names that fit what somebody types after an @."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from core.throttle import allow

MOST, LONGEST = 6, 40
RATE = "120/m"


@require_GET
@never_cache
def complete_people(request: HttpRequest) -> JsonResponse:
    """People who can be mentioned, for members: what their own page shows to everybody, and no more."""
    if not request.viewer.may_post:
        return JsonResponse({"error": _("Sign in to mention people.")}, status=403)
    if not allow("people.complete", request.viewer.user_id, RATE):
        return JsonResponse({"error": _("Too fast. Wait a moment.")}, status=429)
    typed = request.GET.get("q", "").replace("\x00", "").strip().lstrip("@")[:LONGEST]
    people = people_named(typed) if typed else []
    results = [
        {
            "value": person.username,
            "label": person.name,
            "hint": f"@{person.username}",
            "picture": person.avatar,
        }
        for person in people
    ]
    return JsonResponse({"results": results})


def people_named(typed: str) -> list[User]:
    """Those whose user name, or any word of whose name, begins with ``typed``; user names first, then who was here last."""
    named = Q(username__istartswith=typed)
    spoken = Q(display_name__istartswith=typed) | Q(display_name__icontains=f" {typed}")
    now = timezone.now()
    here = User.objects.filter(anonymised_at=None, is_active=True, imported=False).exclude(suspended_until__gt=now)
    first = Case(When(named, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(here.filter(named | spoken).order_by(first, "-days_visited", "username")[:MOST])
