"""What an index holds of a document: one row to find, count and filter it by, and one for each of its passages.

Text stands in rows analysed (`search.analysis`): terms between spaces, which every engine only has to split. So both engines know the same
terms, to the letter.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import log1p
from typing import Any, Final, NamedTuple

from core.content import Document
from search import analysis
from search.passages import cut_parts

FILTERS: Final = ("kind", "lang", "tag", "solved", "audience")
TITLE_TIMES: Final = 2  # a passage is found by its document's title too

SOLVED_BONUS: Final = 0.08
VOTES_BONUS: Final = 0.02  # for each step of the logarithm of votes
OPENING: Final = 35  # words that a document begins with, for the second look
POPULAR_BONUS: Final = 0.02  # for each doubling of readings (`search.learned.popularity`)
TENDED: Final = frozenset({"kb.article"})  # kinds that are kept up: their age is that of the last change


Shown = tuple[str, str, str, bool, *tuple[str, ...]]
"""What a hit brings of a passage: text, role, ref, accepted, and the headings that it stands under."""


class PassageRow(NamedTuple):
    """``text`` and ``codes`` hold terms."""

    text: str
    codes: str
    shown: Shown


class DocumentRow(NamedTuple):
    """``title`` (with stop words), ``body`` and ``codes`` hold terms; ``created`` is in seconds; ``shown`` is what a hit brings."""

    key: str
    revision: int
    filters: Mapping[str, tuple[str, ...]]
    title: str
    body: str
    codes: str
    created: int
    votes: int
    shown: dict[str, Any]
    passages: tuple[PassageRow, ...]


def rows(document: Document) -> DocumentRow:
    """The row of a document with those of its passages; a document without text has one passage, its title.

    Passages cut a text without loss and between words, so their terms, put together, are the document's. A passage is found by the headings
    that it stands under once more.
    """
    lang = analysis.language(document.lang)
    title, title_codes, whole_title = analysis.analysed_title(document.title.split(), lang)
    titles, titles_codes = f"{title} " * TITLE_TIMES, f"{title_codes} " * TITLE_TIMES if title_codes else ""
    pieces: list[PassageRow] = []
    body, codes, answer, words, opening = [title, _tags(document.tags, lang)], [title_codes], None, 0, ""
    for part, piece, headings in cut_parts(document.parts):
        terms, found = analysis.analysed(piece, lang)
        shown: Shown = (" ".join(piece), part.role, part.ref, part.accepted)
        opening = opening or " ".join(piece[:OPENING])
        if headings:
            shown = (" ".join(piece), part.role, part.ref, part.accepted, *headings)
            named, named_codes = analysis.analysed(" ".join(headings).split(), lang)
            coded = f"{titles_codes}{named_codes} " if named_codes else titles_codes
            pieces.append(PassageRow(f"{titles}{named} {terms}", coded + found, shown))
        else:
            pieces.append(PassageRow(titles + terms, titles_codes + found, shown))
        body.append(terms)
        words += len(piece)
        if found:
            codes.append(found)
        if part.accepted and answer is None:
            answer = shown
    if not pieces:
        pieces.append(PassageRow(titles, titles_codes, ("", "", "", False)))
    created = int(document.created_at.timestamp())
    return DocumentRow(
        key=document.key,
        revision=document.revision,
        filters={
            "kind": (document.kind,),
            "lang": (document.lang,),
            "tag": document.tags,
            "solved": ("1" if document.solved else "0",),
            "audience": document.audiences,
        },
        title=whole_title,
        body=" ".join(body),
        codes=" ".join(codes),
        created=created,
        votes=document.score,
        shown=_shown(document, created, words, answer, opening),
        passages=tuple(pieces),
    )


@lru_cache(10_000)
def _tags(tags: tuple[str, ...], lang: str) -> str:
    """Their terms."""
    return analysis.analysed(" ".join(tags).replace("-", " ").split(), lang)[0]


def _shown(document: Document, created: int, words: int, answer: Shown | None, opening: str) -> dict[str, Any]:
    return {
        "key": document.key,
        "kind": document.kind,
        "id": document.id,
        "title": document.title,
        "lang": document.lang,
        "tags": document.tags,
        "solved": document.solved,
        "revision": document.revision,
        "worth": (1 + SOLVED_BONUS * document.solved) * (1 + VOTES_BONUS * log1p(max(document.score, 0))),
        "popular": 1 + POPULAR_BONUS * document.popularity,
        "dated": int(document.updated_at.timestamp()) if document.kind in TENDED else created,
        "words": words,
        "answer": answer,
        "opening": opening,
    }
