"""What an index holds of a document: one row to find, count and filter it by, and one for each of its passages.

Text stands in rows analysed (`search.analysis`): terms between spaces, which every engine only has to split. So both engines know the same
terms, to the letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p
from typing import Any, Final

from core.content import Document, Part
from search import analysis
from search.passages import passages

FILTERS: Final = ("kind", "lang", "tag", "solved", "audience")
TITLE_TIMES: Final = 2  # a passage is found by its document's title too

SOLVED_BONUS: Final = 0.08
VOTES_BONUS: Final = 0.02  # for each step of the logarithm of votes


@dataclass(frozen=True, slots=True)
class PassageRow:
    """``text`` and ``codes`` hold terms; ``shown`` is what a hit brings: (text, role, ref, accepted)."""

    text: str
    codes: str
    shown: tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class DocumentRow:
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

    Passages cut a text without loss and between words, so their terms, put together, are the document's.
    """
    lang = analysis.language(document.lang)
    title, title_codes = analysis.terms(document.title, lang), analysis.codes(document.title)
    body, codes, pieces = list(title), list(title_codes), []
    cut = [(text, part) for part in document.parts for text in passages(part.text)]
    for text, part in cut or [("", Part("", ""))]:
        terms, found = analysis.terms(text, lang), analysis.codes(text)
        body += terms
        codes += found
        pieces.append(
            PassageRow(
                text=" ".join([*title * TITLE_TIMES, *terms]),
                codes=" ".join([*title_codes * TITLE_TIMES, *found]),
                shown=(text, part.role, part.ref, part.accepted),
            )
        )
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
        title=" ".join(analysis.terms(document.title, lang, keep_stop_words=True)),
        body=" ".join(body),
        codes=" ".join(codes),
        created=int(document.created_at.timestamp()),
        votes=document.score,
        shown=_shown(document),
        passages=tuple(pieces),
    )


def _shown(document: Document) -> dict[str, Any]:
    answer = next((part for part in document.parts if part.accepted), None)
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
        "answer": (next(passages(answer.text), ""), answer.role, answer.ref, True) if answer else None,
    }
