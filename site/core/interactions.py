"""Interactions: searches, impressions, views and dwell times, buffered and written in one insert a second.

They are measurements, not events: a crash loses at most the last second. What a person *says* is an event and never comes here. Without
consent no person is kept; the text of a query is scrubbed and stored apart (`core.models.QueryText`). Programs are not counted.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from anyascii import anyascii
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import leading, visitor
from core.models import Interaction, QueryText
from core.periodic import periodic
from core.viewer import Viewer
from core.voters import voter, who

log = structlog.get_logger(__name__)

BUFFER_LIMIT = 10_000
_ADDRESS = re.compile(r"\S+@\S+")
_URL = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\+?\d[\d\s().-]{6,}\d\b")

Viewed = Callable[[Viewer, tuple[str, int]], None]
_viewed: list[Viewed] = []

_lock = threading.Lock()  # guards the buffer
_flushing = threading.Lock()  # one writer at a time, so no row is written twice
_buffer: list["_Noted"] = []


@dataclass(slots=True)
class _Noted:
    """A row that waits to be written, with what only the writer looks up."""

    row: Interaction
    query: str
    lang: str
    who: str


def provide_viewed(listener: Viewed) -> None:
    """``listener`` hears at once which thread somebody who is signed in has opened: it may say that what was new there is read."""
    _viewed[:] = [listener]


def scrub(text: str) -> str:
    """``text`` without e-mail addresses, links and long numbers (phones, cards, accounts), in one line of at most 500 characters that can
    be seen: in a table of texts a sign that turns the direction of writing would mix up its neighbours."""
    for pattern, word in ((_URL, "[link]"), (_ADDRESS, "[address]"), (_NUMBER, "[number]")):
        text = pattern.sub(word, text)
    return " ".join("".join(filter(_visible, text)).split())[:500]


def _visible(sign: str) -> bool:
    return sign.isprintable() or sign.isspace()


def _folded(text: str) -> str:
    return anyascii(text).lower()[:500]


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
    position: int | None = None,
    typing: bool = False,
) -> None:
    """Note one interaction; it is written within a second. ``ref`` is the content seen, ``seconds`` how long.

    ``position`` counts from 1 among what was shown for ``query``; what is opened later on the same journey is tied to it. ``typing``: a
    search while one types, whose results take the place of those shown before on this journey and surface.
    """
    if viewer.user_id is None and visitor.is_program():
        return
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
        source="typing" if typing else "",
        position=position,
        consent=Interaction.Consent.ANALYTICS if tied else Interaction.Consent.NONE,
    )
    with _lock:
        if len(_buffer) < BUFFER_LIMIT:
            _buffer.append(_Noted(row, query, _storable(lang, 10), who(viewer, journey)))
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
        noted = _buffer[:]
    if not noted:
        return 0
    texts: dict[tuple[str, str], int] = {}
    for each in noted:
        if (text := scrub(each.query)) and (text, each.lang) not in texts:
            made = QueryText.objects.get_or_create(text=text, lang=each.lang, defaults={"folded": _folded(text)})
            texts[text, each.lang] = made[0].pk
    for each in noted:
        row = each.row
        row.query_id = texts.get((scrub(each.query), each.lang))
        if row.ref_id is None and row.query_id:
            row.voter = voter(each.who, ("query", _folded(scrub(each.query))), row.at)
        elif row.ref_id is not None and row.ref_id > 0:
            row.voter = voter(each.who, (row.ref_kind, row.ref_id), row.at)
    rows = [each.row for each in noted]
    leading.replace_while_typing(rows)
    leading.lead_back(rows)
    leading.note_rephrased(rows)
    Interaction.objects.bulk_create(rows)
    with _lock:
        del _buffer[: len(noted)]
    return len(noted)


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
