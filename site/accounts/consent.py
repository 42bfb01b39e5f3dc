"""What a visitor agreed to, as the browser carries it: one cookie that holds the choice and nothing else."""

from django.http import HttpRequest, HttpResponse

COOKIE = "plaza_consent"
VERSION = "2026-11"
GIVEN, REFUSED = "analytics", "none"
ONE_YEAR = 365 * 24 * 3600


def choice_of(request: HttpRequest) -> str:
    """``"analytics"``, ``"none"``, or ``""`` while nothing (or only an older text) was answered."""
    choice, _, version = request.COOKIES.get(COOKIE, "").partition(".")
    return choice if version == VERSION and choice in (GIVEN, REFUSED) else ""


def analytics_allowed_by_cookie(request: HttpRequest) -> bool:
    return choice_of(request) == GIVEN


def remember_choice(response: HttpResponse, given: bool, *, secure: bool) -> None:
    choice = GIVEN if given else REFUSED
    response.set_cookie(COOKIE, f"{choice}.{VERSION}", max_age=ONE_YEAR, samesite="Lax", secure=secure, httponly=True)
