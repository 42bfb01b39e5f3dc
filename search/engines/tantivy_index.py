"""The embedded engine's two indexes: documents (what is counted and filtered) and their passages (what answers).

Text arrives analysed (`search.rows`), so both indexes only split it at spaces. What is shown is kept as JSON beside it. Keys are text:
tantivy silently deletes nothing by a number. There are three times as many passages as documents, so theirs is the leaner row: all that
they are filtered by is one field. Their keys, and who may see them (``readers``), are read from columns of numbers, not from the store.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Final
from urllib.parse import quote
from zlib import crc32

import orjson
import tantivy

from search.engines.protocol import Changes, EngineBusy
from search.rows import FILTERS, DocumentRow, PassageRow, rows

SPACES: Final = "spaces"
WRITER_BYTES: Final = 30_000_000
BUILDER_BYTES: Final = 250_000_000
ID_BITS: Final = 40
SEVERAL: Final = 0


def open_documents(generation: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in FILTERS:
        builder.add_text_field(name, fast=name != "audience", tokenizer_name="raw", index_option="basic")
    for name in ("title", "body", "codes"):
        builder.add_text_field(name, tokenizer_name=SPACES)
    builder.add_integer_field("created", fast=True)
    builder.add_integer_field("votes", fast=True)
    builder.add_unsigned_field("readers", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return _open(generation / "documents", builder)


def open_passages(generation: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    builder.add_unsigned_field("readers", fast=True)
    builder.add_text_field("filters", tokenizer_name=SPACES, index_option="basic")
    for name in ("text", "codes"):
        builder.add_text_field(name, tokenizer_name=SPACES)
    builder.add_bytes_field("shown", stored=True)
    return _open(generation / "passages", builder)


class Writing:
    """Changes to both indexes of a generation, seen by searches and safe from crashes with each `commit`; what was not committed when the
    block ends is dropped.

    Raises:
        EngineBusy: a writer outside our turn-taking (`generations`) holds tantivy's own lock.
    """

    def __init__(self, generation: Path, heap: int):
        with ExitStack() as opened:
            self._writers: list[tantivy.IndexWriter] = []
            for index in (open_documents(generation), open_passages(generation)):
                try:
                    writer = index.writer(heap, num_threads=1)
                except ValueError as error:
                    raise EngineBusy(str(error)) if "LockBusy" in str(error) else error from error
                opened.callback(writer.wait_merging_threads)
                self._writers.append(writer)
            self._opened = opened.pop_all()

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, failed: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def put(self, changes: Changes, *, new: bool = False) -> None:
        """``new``: none of the documents is in the index, so there is no earlier version to look for.

        All rows are made before the first is handed over: tantivy's threads sleep whenever they have nothing to do, and waking them for
        each row costs a tenth of all.
        """
        documents, passages = self._writers
        for key in changes.gone if new else (*changes.gone, *(document.key for document in changes.documents)):
            documents.delete_documents_by_term("key", key)
            passages.delete_documents_by_term("key", key)
        wholes, parts = list[tantivy.Document](), list[tantivy.Document]()
        for document in changes.documents:
            row = rows(document)
            numbers = key_number(document.kind, document.id), audience_number(document.audiences)
            wholes.append(_document(row, numbers[1]))
            filters = " ".join([filter_term(name, value) for name, values in row.filters.items() for value in values])
            parts += [_passage(row.key, numbers, filters, passage) for passage in row.passages]
        for whole in wholes:
            documents.add_document(whole)
        for part in parts:
            passages.add_document(part)

    def commit(self) -> None:
        """Both at once, each on a core of its own if there are two. A crash between them leaves them apart until the same changes are put
        again, which the relay sees to."""
        documents, passages = self._writers
        with ThreadPoolExecutor(1) as other:
            committed = other.submit(passages.commit)
            documents.commit()
            committed.result()

    def close(self) -> None:
        """Wait for merges and let others write."""
        self._opened.close()


def key_number(kind: str, id: int) -> int:
    """A document's key as a number: the kind's checksum before its id."""
    return (crc32(kind.encode()) & 0xFFFFFF) << ID_BITS | id


def audience_number(audiences: tuple[str, ...]) -> int:
    """The only audience as a number; `SEVERAL` when there are more."""
    return crc32(audiences[0].encode()) + 1 if len(audiences) == 1 else SEVERAL


@lru_cache(10_000)
def filter_term(name: str, value: str) -> str:
    """What a passage is filtered by, as one of the terms of its one field."""
    return f"{name}={quote(value)}"


def _passage(key: str, numbers: tuple[int, int], filters: str, passage: PassageRow) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("key", key)
    row.add_unsigned("number", numbers[0])
    row.add_unsigned("readers", numbers[1])
    row.add_text("filters", filters)
    row.add_text("text", passage.text)
    if passage.codes:
        row.add_text("codes", passage.codes)
    row.add_bytes("shown", orjson.dumps(passage.shown))
    return row


def _document(document: DocumentRow, readers: int) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("key", document.key)
    row.add_unsigned("readers", readers)
    for name, values in document.filters.items():
        for value in values:
            row.add_text(name, value)
    row.add_text("title", document.title)
    row.add_text("body", document.body)
    if document.codes:
        row.add_text("codes", document.codes)
    row.add_integer("created", document.created)
    row.add_integer("votes", document.votes)
    row.add_bytes("shown", orjson.dumps(document.shown))
    return row


def _open(folder: Path, builder: tantivy.SchemaBuilder) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    index.register_tokenizer(SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.config_reader("manual")
    return index
