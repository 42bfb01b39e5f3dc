"""The embedded engine's two indexes: documents (what is counted and filtered) and their passages (what answers).

Text arrives analysed (`search.rows`), so both indexes only split it at spaces. What is shown is kept as JSON beside it. Keys are text:
tantivy silently deletes nothing by a number.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import orjson
import tantivy

from core.content import Document
from search.rows import FILTERS, DocumentRow, PassageRow, rows

SPACES: Final = "spaces"
WRITER_BYTES: Final = 30_000_000
BUILDER_BYTES: Final = 150_000_000


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
            row = rows(document)
            whole.add_document(_document(row))
            for passage in row.passages:
                cut.add_document(_passage(row, passage))
        for writer in writers:
            writer.commit()


def _passage(document: DocumentRow, passage: PassageRow) -> tantivy.Document:
    row = _filtered(document)
    row.add_text("text", passage.text)
    row.add_text("codes", passage.codes)
    row.add_bytes("shown", orjson.dumps(passage.shown))
    return row


def _document(document: DocumentRow) -> tantivy.Document:
    row = _filtered(document)
    row.add_text("title", document.title)
    row.add_text("body", document.body)
    row.add_text("codes", document.codes)
    row.add_integer("created", document.created)
    row.add_integer("votes", document.votes)
    row.add_bytes("shown", orjson.dumps(document.shown))
    return row


def _filtered(document: DocumentRow) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("key", document.key)
    for name, values in document.filters.items():
        for value in values:
            row.add_text(name, value)
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
