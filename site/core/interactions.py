"""Interactions: searches, impressions, views and dwell times, buffered and written in one insert a second.

They are measurements, not events: a crash loses at most the last second. What a person *says* is an event and never comes here. Without
consent no person is kept; the text of a query is scrubbed and stored apart (`core.models.QueryText`).
"""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from anyascii import anyascii
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.models import Interaction, QueryText
from core.periodic import periodic
from core.viewer import Viewer

log = structlog.get_logger(__name__)

BUFFER_LIMIT = 10_000
_ADDRESS = re.compile(r"\S+@\S+")
_URL = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\+?\d[\d\s().-]{6,}\d\b")

Viewed = Callable[[Viewer, tuple[str, int]], None]
_viewed: list[Viewed] = []

_lock = threading.Lock()  # guards the buffer
_flushing = threading.Lock()  # one writer at a time, so no row is written twice
_buffer: list[tuple[Interaction, str, str]] = []


def provide_viewed(listener: Viewed) -> None:
    """``listener`` hears at once which thread somebody who is signed in has opened: it may say that what was new there is read."""
    _viewed[:] = [listener]


def scrub(text: str) -> str:
    """``text`` without e-mail addresses, links and long numbers (phones, cards, accounts), in one line of at most 500 characters."""
    for pattern, word in ((_URL, "[link]"), (_ADDRESS, "[address]"), (_NUMBER, "[number]")):
        text = pattern.sub(word, text)
    return " ".join(text.replace("\x00", "").split())[:500]


def _storable(given: str, longest: int) -> str:
    """``given`` as any database takes it: one row that it refuses would keep all others from being written."""
    return given.replace("\x00", "")[:longest]


def record(
    kind: str,
    *,
    viewer: Viewer,
    journey: str = "",
    ref: tuple[str, int] | None = None,
    query: str = "",
    lang: str = "",
    results: int | None = None,
    seconds: float | None = None,
    surface: str = "",
) -> None:
    """Note one interaction; it is written within a second. ``ref`` is the content seen, ``seconds`` how long."""
    tied = viewer.analytics_consent and viewer.user_id is not None
    row = Interaction(
        at=timezone.now(),
        kind=kind,
        journey=_storable(journey, 40),
        person_id=viewer.user_id if tied else None,
        ref_kind=ref[0] if ref else "",
        ref_id=ref[1] if ref else None,
        results=results,
        seconds=seconds,
        surface=_storable(surface, 20),
        consent=Interaction.Consent.ANALYTICS if tied else Interaction.Consent.NONE,
    )
    with _lock:
        if len(_buffer) < BUFFER_LIMIT:
            _buffer.append((row, query, _storable(lang, 10)))
        _start_writer()
    if kind == Interaction.Kind.VIEW and ref and viewer.user_id is not None:
        for listener in _viewed:
            listener(viewer, ref)


def flush() -> int:
    """Write what is buffered now; returns how many rows. On a database error they stay buffered for the next try."""
    with _flushing:
        return _flush()


def _flush() -> int:
    with _lock:
        rows = _buffer[:]
    if not rows:
        return 0
    texts: dict[tuple[str, str], int] = {}
    for _row, query, lang in rows:
        if (text := scrub(query)) and (text, lang) not in texts:
            folded = anyascii(text).lower()[:500]
            texts[text, lang] = QueryText.objects.get_or_create(text=text, lang=lang, defaults={"folded": folded})[0].pk
    for row, query, lang in rows:
        row.query_id = texts.get((scrub(query), lang))
    Interaction.objects.bulk_create([row for row, _query, _lang in rows])
    with _lock:
        del _buffer[: len(rows)]
    return len(rows)


@periodic(seconds=6 * 3600)
def forget_old_interactions() -> None:
    """Interactions leave after `INTERACTION_RETENTION_DAYS`, in slices that never hold SQLite's write lock for long."""
    before = timezone.now() - timedelta(days=settings.INTERACTION_RETENTION_DAYS)
    while old := list(Interaction.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:1000]):
        Interaction.objects.filter(pk__in=old).delete()


_writer: threading.Thread | None = None


def _start_writer() -> None:
    """One daemon thread writes once a second; it ends when there is nothing left, so no process is kept alive by it."""
    global _writer
    if not settings.INTERACTION_WRITER or (_writer is not None and _writer.is_alive()):
        return
    _writer = threading.Thread(target=_write_until_empty, name="interactions", daemon=True)
    _writer.start()


def _write_until_empty() -> None:
    pause = threading.Event()
    try:
        while True:
            pause.wait(1)
            try:
                flush()
            except Exception:
                log.exception("interactions not written, kept for the next second")
                connection.close()
            global _writer
            with _lock:
                if not _buffer:
                    _writer = None
                    return
    finally:
        connection.close()
