"""Where a person is signed in: one row for each session, without the place."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

SEEN_ON = "seen_on"
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))


def device_of(user_agent: str) -> tuple[str, str]:
    """Browser and system as people call them; empty where they can't be told."""
    return _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)


def _first(names: Iterable[tuple[str, str]], text: str) -> str:
    return next((name for sign, name in names if sign in text), "")


def sessions_of(person_id: int) -> list[UserSession]:
    """Those that are still alive, the latest first."""
    known = UserSession.objects.filter(user_id=person_id).order_by("-last_seen_at", "-pk")
    return [session for session in known if not session.purge()]


def end_sessions(sessions: Iterable[UserSession]) -> int:
    """How many were ended."""
    ended = list(sessions)
    for session in ended:
        session.end()
    return len(ended)


def note_sign_in(request: HttpRequest) -> None:
    request.session[SEEN_ON] = _today()


def note_day(request: HttpRequest) -> None:
    """One write a day and session, for those that began with a sign-in."""
    noted = request.session.get(SEEN_ON)
    if noted and noted != _today():
        request.session[SEEN_ON] = _today()
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def _today() -> str:
    return timezone.now().date().isoformat()
