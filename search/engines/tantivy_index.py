"""The embedded engine's two indexes: documents (what is counted and filtered) and their passages (what answers).

Text arrives analysed (`search.analysis`), so both indexes only split it at spaces. What is shown is kept as JSON beside it. Keys are
text: tantivy silently deletes nothing by a number.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from math import log1p
from pathlib import Path
from typing import Any, Final

import orjson
import tantivy

from core.content import Document, Part
from search import analysis
from search.passages import passages

SPACES: Final = "spaces"
WRITER_BYTES: Final = 30_000_000
BUILDER_BYTES: Final = 150_000_000
FILTERS: Final = ("kind", "lang", "tag", "solved", "audience")
TITLE_TIMES: Final = 2  # a passage is found by its document's title too

SOLVED_BONUS: Final = 0.08
VOTES_BONUS: Final = 0.02  # for each step of the logarithm of votes


def open_documents(generation: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FILTERS:
        builder.add_text_field(name, fast=name != "audience", tokenizer_name="raw", index_option="basic")
    for name in ("title", "body", "codes"):
        builder.add_text_field(name, tokenizer_name=SPACES)
    builder.add_integer_field("created", fast=True)
    builder.add_integer_field("votes", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return _open(generation / "documents", builder)


def open_passages(generation: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("text", "codes"):
        builder.add_text_field(name, tokenizer_name=SPACES)
    builder.add_bytes_field("shown", stored=True)
    return _open(generation / "passages", builder)


def write(
    indexes: tuple[tantivy.Index, tantivy.Index], documents: Iterable[Document], gone: Iterable[str], heap: int = WRITER_BYTES
) -> None:
    """Replace ``documents`` and take ``gone`` out, one commit for each index.

    A crash between the two commits leaves them apart until the same change is written again, which the relay sees to.
    """
    with ExitStack() as stack:
        writers = [stack.enter_context(_Batch(index, heap)) for index in indexes]
        whole, cut = writers
        for key in gone:
            for writer in writers:
                writer.delete_documents_by_term("key", key)
        for document in documents:
            for writer in writers:
                writer.delete_documents_by_term("key", document.key)
            row, pieces = rows(document)
            whole.add_document(row)
            for piece in pieces:
                cut.add_document(piece)
        for writer in writers:
            writer.commit()


def rows(document: Document) -> tuple[tantivy.Document, list[tantivy.Document]]:
    """The row of a document and those of its passages; a document without text has one passage, its title.

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
        piece = _filtered(document)
        piece.add_text("text", " ".join([*title * TITLE_TIMES, *terms]))
        piece.add_text("codes", " ".join([*title_codes * TITLE_TIMES, *found]))
        piece.add_bytes("shown", orjson.dumps((text, part.role, part.ref, part.accepted)))
        pieces.append(piece)
    row = _filtered(document)
    row.add_text("title", " ".join(analysis.terms(document.title, lang, keep_stop_words=True)))
    row.add_text("body", " ".join(body))
    row.add_text("codes", " ".join(codes))
    row.add_integer("created", int(document.created_at.timestamp()))
    row.add_integer("votes", document.score)
    row.add_bytes("shown", orjson.dumps(_shown(document)))
    return row, pieces


def _shown(document: Document) -> dict[str, Any]:
    answer = next((part for part in document.parts if part.accepted), None)
    return {
        "kind": document.kind,
        "id": document.id,
        "title": document.title,
        "lang": document.lang,
        "solved": document.solved,
        "revision": document.revision,
        "worth": (1 + SOLVED_BONUS * document.solved) * (1 + VOTES_BONUS * log1p(max(document.score, 0))),
        "answer": (next(passages(answer.text), ""), answer.role, answer.ref, True) if answer else None,
    }


def _filtered(document: Document) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("key", document.key)
    row.add_text("kind", document.kind)
    row.add_text("lang", document.lang)
    row.add_text("solved", "1" if document.solved else "0")
    for tag in document.tags:
        row.add_text("tag", tag)
    for audience in document.audiences:
        row.add_text("audience", audience)
    return row


def _open(folder: Path, builder: tantivy.SchemaBuilder) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    index.register_tokenizer(SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.config_reader("manual")
    return index


class _Batch:
    """A writer for one batch: rolled back on an error, and gone only when its merges are done."""

    def __init__(self, index: tantivy.Index, heap: int):
        self.writer = index.writer(heap, num_threads=1)

    def __enter__(self) -> tantivy.IndexWriter:
        return self.writer

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            self.writer.rollback()
        self.writer.wait_merging_threads()
