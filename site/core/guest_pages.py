"""Whole pages kept for guests: most readers come from a search engine, have no session, and see what the guest before them saw.

``@kept_for_guests("qa.question:{question_id}")`` keeps what a view renders. The page stands until something happens to one of its
subjects (a thread, or a whole room: ``"qa"``), which is the moment the event's transaction commits; what it shows besides (an author's
points, for one) may be `SECONDS` old. People who have signed in, who carry a session, or who are on a journey always get a page of their
own. A cache that fails or forgets costs time, never a wrong page.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from core.content import content
from core.events import ContentImported, Event

SECONDS = 60
LONGEST_QUERY = 200
EVERYTHING = "site"
"""The subject that every page has: the company's name, colour and navigation."""
THREADS = {"question_id": "qa.question", "topic_id": "forums.topic", "article_id": "kb.article", "page_id": "blog.post"}
"""Which thread an event is about, by the name of its field."""

_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+')
_PLACE = b"\0csrf\0"

View = Callable[..., HttpResponse]
log = structlog.get_logger(__name__)


def kept_for_guests(*subjects: str, on_hit: Callable[..., None] | None = None) -> Callable[[View], View]:
    """Keep the view's answers of status 200. ``subjects`` are filled with the view's arguments; ``on_hit`` is called with them, too,
    when the view itself is not (to count the reading)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_common(request):
                return view(request, *args, **kwargs)
            key = _key(request, [subject.format(**kwargs) for subject in (EVERYTHING, *subjects)])
            kept = _read(key)
            if kept is not None:
                if on_hit:
                    on_hit(request, *args, **kwargs)
                return HttpResponse(_with_token(kept, request))
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and not response.streaming and not response.cookies:
                _write(key, response.content)
            return response

        return answer

    return decorate


def forget(subjects: Iterable[str]) -> None:
    """Pages about any of ``subjects`` are made anew."""
    try:
        caches["pages"].set_many({_mark(subject): token_urlsafe(9) for subject in subjects}, timeout=None)
    except Exception:
        log.exception("guests may see pages up to a minute old", subjects=list(subjects))


def forget_after(event: Event) -> None:
    """For `core.events.record`: when the open transaction commits, pages about the event's subjects are made anew."""
    transaction.on_commit(lambda: forget(set(subjects_of(event))), robust=True)


def subjects_of(event: Event) -> Iterator[str]:
    """The rooms and threads that ``event`` changed something in."""
    kind = getattr(event, "kind", "")
    if event.name == "accounts.person_anonymised":
        yield EVERYTHING  # no page names them any more
    yield (kind or event.name).partition(".")[0]
    if isinstance(event, ContentImported):
        return
    for field, thread_kind in THREADS.items():
        if (id := getattr(event, field, None)) is not None:
            yield f"{thread_kind}:{id}"
    if kind in content and hasattr(event, "object_id"):
        try:
            yield "{}:{}".format(*content[kind].thread(event.object_id))
        except ObjectDoesNotExist:
            return


def _is_common(request: HttpRequest) -> bool:
    """Whether this answer is the same for every guest who speaks the same language and chose the same theme."""
    query = request.META.get("QUERY_STRING", "")
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "HX-Request" not in request.headers
        and "Authorization" not in request.headers
        and len(query) <= LONGEST_QUERY
        and "journey" not in request.GET
    )


def _key(request: HttpRequest, subjects: list[str]) -> str | None:
    """The page's address among the kept ones, which changes with each of its subjects; read before the page is made, so that what
    happens meanwhile makes it an old one. None while the cache does not answer."""
    marks = marks_of(subjects)
    if marks is None:
        return None
    chosen = [request.COOKIES.get(name) for name in settings.GUEST_PAGES_VARY_ON]
    seen = (request.get_full_path(), request.get_host(), get_language(), chosen, marks)
    return sha256(repr(seen).encode()).hexdigest()


def marks_of(subjects: Iterable[str]) -> list[str] | None:
    """One mark for each subject, another one once something has happened to it; None while the cache does not answer."""
    marks = [_mark(subject) for subject in subjects]
    try:
        cache = caches["pages"]
        known = cache.get_many(marks)
        for mark in marks:
            if mark not in known:
                known[mark] = cache.get_or_set(mark, token_urlsafe(9), timeout=None)
    except Exception:
        log.exception("guests' pages can't be kept")
        return None
    return [known[mark] for mark in marks]


def _mark(subject: str) -> str:
    return f"subject:{subject}"


def _read(key: str | None) -> bytes | None:
    try:
        packed = caches["pages"].get(key) if key else None
    except Exception:
        log.exception("guests' pages can't be read")
        return None
    return zlib.decompress(packed) if packed else None


def _write(key: str | None, page: bytes) -> None:
    if key is None:
        return
    try:
        caches["pages"].set(key, zlib.compress(_TOKEN.sub(rb"\1" + _PLACE, page), 1), timeout=SECONDS)
    except Exception:
        log.exception("a guest's page can't be kept")


def _with_token(page: bytes, request: HttpRequest) -> bytes:
    """Its forms get this guest's own token; a page without forms asks for none, and sets no cookie."""
    return page.replace(_PLACE, get_token(request).encode()) if _PLACE in page else page
