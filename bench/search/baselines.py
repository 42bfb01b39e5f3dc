"""What one would pick instead of Plaza's engines, each asked as its manual says: any of the words, titles weighing more, with a snippet."""

import os
import re
import sqlite3
import time
from pathlib import Path
from typing import Final, LiteralString

import psycopg

from core.content import Document

PATIENCE: Final = 10_000  # milliseconds, after which a question counts as given up
STEMMERS = {"es": "spanish", "pt": "portuguese", "en": "english"}


def _texts(document: Document) -> tuple[str, str, str]:
    return document.title, " ".join(part.text for part in document.parts), " ".join(document.audiences).replace(":", "")


class Fts5:
    """SQLite's: one table, its own tokenizer without accents, BM25 with a threefold title; it too gives up in time."""

    name = "fts5"

    def __init__(self, path: Path):
        self.path = path
        self.rows = sqlite3.connect(path, timeout=60)
        self.rows.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS pages USING "
            "fts5(title, body, audience, key UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"
        )

    def add(self, documents: list[Document]) -> None:
        rows = ((*_texts(document), document.key) for document in documents)
        self.rows.executemany("INSERT INTO pages (title, body, audience, key) VALUES (?, ?, ?, ?)", rows)
        self.rows.commit()

    def finish(self) -> None:
        """Nothing: it is built as it is filled."""

    def bytes(self) -> int:
        return self.path.stat().st_size

    def search(self, text: str, audiences: tuple[str, ...] = (), limit: int = 10) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        if not words:
            return []
        asked = f"{{title body}} : ({words})"
        if audiences:
            asked += " AND audience : (" + " OR ".join(f'"{name.replace(":", "")}"' for name in audiences) + ")"
        until = time.monotonic() + PATIENCE / 1000
        self.rows.set_progress_handler(lambda: time.monotonic() > until, 1000)
        try:
            found = self.rows.execute(
                "SELECT key, snippet(pages, 1, '<mark>', '</mark>', '…', 40) FROM pages "
                "WHERE pages MATCH ? ORDER BY bm25(pages, 3, 1, 0) LIMIT ?",
                (asked, limit),
            ).fetchall()
        except sqlite3.OperationalError:
            return []
        finally:
            self.rows.set_progress_handler(None, 0)
        return [key for key, _ in found]


class Postgres:
    """PostgreSQL's: a weighted tsvector in the document's language under a GIN index, `ts_rank`, `ts_headline`, a time limit."""

    name = "postgres"

    def __init__(self) -> None:
        self.rows = psycopg.connect(os.environ["BENCH_POSTGRES"], autocommit=True)
        # What other processes of the server would do isn't this question's; and an index is made in memory, as a site would have it.
        self.rows.execute("SET max_parallel_workers_per_gather = 0; SET maintenance_work_mem = '512MB'")
        self.rows.execute(
            "CREATE TABLE IF NOT EXISTS bench_pages (key text, lang regconfig, title text, body text, audience text, words tsvector)"
        )

    def add(self, documents: list[Document]) -> None:
        with self.rows.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS bench_new (key text, lang regconfig, title text, body text, audience text)")
            with cursor.copy("COPY bench_new FROM STDIN") as copy:
                for document in documents:
                    copy.write_row((document.key, STEMMERS[document.lang], *_texts(document)))
            cursor.execute(
                "INSERT INTO bench_pages SELECT *, setweight(to_tsvector(lang, title), 'A') || to_tsvector(lang, body) FROM bench_new"
            )
            cursor.execute("TRUNCATE bench_new")

    def finish(self) -> None:
        self.rows.execute("CREATE INDEX ON bench_pages USING gin (words)")
        self.rows.execute("ANALYZE bench_pages")

    def bytes(self) -> int:
        row = self.rows.execute("SELECT pg_total_relation_size('bench_pages')").fetchone()
        return row[0] if row else 0

    def search(self, text: str, audiences: tuple[str, ...] = (), limit: int = 10) -> list[str]:
        words = " or ".join(re.findall(r"\w+", text))
        found = self._asked(
            "SELECT key, ts_headline(lang, body, asked) FROM (SELECT key, lang, body, asked FROM bench_pages, "
            "websearch_to_tsquery('spanish', %(words)s) AS asked WHERE words @@ asked AND audience = ANY(%(audiences)s) "
            "ORDER BY ts_rank(words, asked) DESC LIMIT %(limit)s) AS best",
            {"words": words, "audiences": [name.replace(":", "") for name in audiences], "limit": limit},
        )
        return [key for key, _ in found]

    def _asked(self, query: LiteralString, values: dict[str, object]) -> list[tuple[str, str]]:
        try:
            with self.rows.transaction():
                self.rows.execute(f"SET LOCAL statement_timeout = {PATIENCE}")
                return self.rows.execute(query, values).fetchall()
        except psycopg.errors.QueryCanceled:
            return []
