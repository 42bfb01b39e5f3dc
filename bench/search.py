"""How well and how fast search finds: `python -m bench.search [--documents 20000] [--data ../shared/data]`.

Three tables: relevance on the BEIR sets of the test data; the time of searches and suggestions over a generated community in three
languages with 40 permission groups; and what its index costs. The baseline is SQLite FTS5, what one would pick instead, in the same run
on the same documents and questions. Milliseconds are of this process's CPU.
"""

import argparse
import os
import random
import re
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bench import ROOT
from bench.report import percentile, table

GROUPS = 40
ASKED = 300
SETS = ("xquad-es", "xquad-en", "libreoffice-es", "libreoffice-pt-BR", "libreoffice-en")
BATCH = 2000


class Fts5:
    """The baseline: one table, its own tokenizer without accents, BM25 with a threefold title, any of the words."""

    def __init__(self, path: Path):
        self.rows = sqlite3.connect(path)
        self.rows.execute(
            "CREATE VIRTUAL TABLE pages USING fts5(title, body, audience, key UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"
        )

    def add(self, documents: list[Any]) -> None:
        texts = ((d.title, " ".join(part.text for part in d.parts), " ".join(d.audiences).replace(":", ""), d.key) for d in documents)
        self.rows.executemany("INSERT INTO pages (title, body, audience, key) VALUES (?, ?, ?, ?)", texts)
        self.rows.commit()

    def search(self, text: str, audiences: tuple[str, ...] = (), limit: int = 10) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        if not words:
            return []
        asked = f"{{title body}} : ({words})"
        if audiences:
            asked += " AND audience : (" + " OR ".join(f'"{name.replace(":", "")}"' for name in audiences) + ")"
        found = self.rows.execute(
            "SELECT key, snippet(pages, 1, '<mark>', '</mark>', '…', 40) FROM pages "
            "WHERE pages MATCH ? ORDER BY bm25(pages, 3, 1, 0) LIMIT ?",
            (asked, limit),
        )
        return [key for key, _ in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PLAZA_TEST_DATA", ROOT.parent / "shared" / "data")))
    options = parser.parse_args()
    folder = options.data / "retrieval"
    if not folder.is_dir():
        sys.exit(f"no retrieval sets in {folder}: say where they are with --data")
    with tempfile.TemporaryDirectory(prefix="plaza-bench-") as scratch:
        os.environ |= {"PLAZA_DATA": scratch, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        relevance(folder, Path(scratch))
        speed(folder, options.documents, Path(scratch))


def relevance(folder: Path, scratch: Path) -> None:
    from search.engines import engine
    from search.evaluation import as_documents, evaluate, read_set, score

    rows = []
    for name in SETS:
        beir = read_set(folder / name)
        ours = evaluate(beir, engine(folder=scratch / name))
        baseline, documents = Fts5(scratch / f"{name}.sqlite3"), list(as_documents(beir))
        baseline.add(documents)
        ids = dict(zip((document.key for document in documents), beir.corpus, strict=True))
        rankings = {id: [ids[key] for key in baseline.search(text, limit=100)] for id, text in beir.questions.items()}
        theirs = score(name, "fts5", rankings, beir.judged, [0.0])
        rows.append(
            (
                name,
                ours.queries,
                ours.hit_1,
                ours.hit_5,
                ours.hit_10,
                ours.mrr_10,
                ours.ndcg_10,
                ours.map,
                theirs.mrr_10,
                ours.mrr_10 / theirs.mrr_10,
            )
        )
    columns = ["set", "questions", "hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10", "MAP", "FTS5 MRR@10", "ratio"]
    sys.stdout.write(table("Relevance (per cent)", columns, rows))


def speed(folder: Path, documents: int, scratch: Path) -> None:
    from search.engines import engine
    from search.engines.protocol import Changes
    from search.request import SearchRequest

    target, baseline = engine(folder=scratch / "speed"), Fts5(scratch / "speed.sqlite3")
    made = community(folder, documents)
    questions: list[str] = []
    ours = theirs = 0.0
    build = target.build()
    while batch := list(islice(made, BATCH)):
        questions += [" ".join(d.parts[1].text.split()[3:9]) for d in batch[:: max(1, documents // ASKED)]]
        ours += cpu(lambda some: build.add(some), batch)
        theirs += cpu(baseline.add, batch)
    ours += cpu(build.finish, lambda keys: Changes())
    group = ("public", "group:7")
    long = [" ".join(random.sample(questions, min(len(questions), 200)))[:10_000] for _ in range(30)]

    def asks(**how: Any) -> Callable[[str], Any]:
        return lambda text: target.search(SearchRequest(text=text, audiences=group, **how))

    def plain(text: str) -> Any:
        return baseline.search(text, group)

    two = [" ".join(text.split()[:2]) for text in questions]
    kinds = [
        ("suggestions, six words", asks(natural=True, typing=True, limit=5), questions),
        ("suggestions, 10,000 characters", asks(natural=True, typing=True, limit=5), long),
        ("search, two words, facets", asks(facets=True), two),
        ("search, six words, facets", asks(facets=True), questions),
        ("search, a typing error", asks(), [mistyped(text) for text in two]),
    ]
    rows = []
    for name, find, texts in kinds:
        # The baseline takes seconds for a long text: a few of them say so.
        mine, other = timed(find, texts), timed(plain, texts[:3] if texts is long else texts)
        rows.append(
            (name, percentile(mine, 0.5), percentile(mine, 0.95), percentile(other, 0.95), percentile(mine, 0.95) / percentile(other, 0.95))
        )
    sys.stdout.write(table(f"Time over {documents:,} documents (ms of CPU)", ["what", "p50", "p95", "FTS5 p95", "ratio"], rows))
    sizes = [
        sum(path.stat().st_size for path in (scratch / "speed").rglob("*") if path.is_file()),
        (scratch / "speed.sqlite3").stat().st_size,
    ]
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rates = [documents / ours, documents / theirs]
    costs = [("documents a second", *rates, rates[0] / rates[1]), ("index, MB", sizes[0] / 1e6, sizes[1] / 1e6, sizes[0] / sizes[1])]
    sys.stdout.write(
        table(f"Building the index (peak memory of the whole run {resident:.0f} MB)", ["what", "Plaza", "FTS5", "ratio"], costs)
    )


def community(folder: Path, number: int) -> Iterator[Any]:
    """Questions with two answers, of real sentences in three languages; half are public, the others for one of the groups."""
    from core.content import Document, Part
    from search.evaluation import read_set

    chance = random.Random(7)
    sentences = {}
    for lang, name in (("es", "libreoffice-es"), ("pt", "libreoffice-pt-BR"), ("en", "libreoffice-en")):
        texts = (text for _, text in read_set(folder / name).corpus.values())
        sentences[lang] = [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if 4 < len(s.split()) < 40]
    now = datetime.now(UTC)
    for id in range(1, number + 1):
        lang = chance.choices(("es", "pt", "en"), (5, 3, 2))[0]
        said = [" ".join(chance.choices(sentences[lang], k=count)) for count in (3, 4, 3)]
        solved = chance.random() < 0.3
        yield Document(
            kind="qa.question",
            id=id,
            revision=1,
            lang=lang,
            title=chance.choice(sentences[lang])[:90],
            url=f"/questions/{id}/",
            parts=tuple(Part("answer" if n else "question", text, f"qa.answer:{id}", n == 1 and solved) for n, text in enumerate(said)),
            tags=(f"tag{chance.randrange(200)}",),
            solved=solved,
            score=int(chance.expovariate(0.5)),
            created_at=now - timedelta(minutes=id),
            updated_at=now,
            audiences=("public",) if chance.random() < 0.5 else (f"group:{chance.randrange(GROUPS)}",),
        )


def mistyped(text: str) -> str:
    """Two letters of the longest word change places."""
    word = max(text.split(), key=len)
    middle = len(word) // 2
    return text.replace(word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :], 1)


def cpu(run: Callable[[Any], Any], given: Any) -> float:
    started = time.process_time()
    run(given)
    return time.process_time() - started


def timed(find: Callable[[str], Any], texts: list[str]) -> list[float]:
    """Milliseconds for each text, after one to warm up."""
    find(texts[0])
    return [cpu(find, text) * 1000 for text in texts]


if __name__ == "__main__":
    main()
