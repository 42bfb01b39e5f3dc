"""What headings bring: `python -m bench.search.headings DATA LANGUAGE…` asks LibreOffice's index terms of its guides as they are imported.

MRR@10, per cent, of all questions and of the fifth that is kept aside by page: with headings taken out, each section cut for itself,
headings as text alone, and as the product does it.
"""

import gzip
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING

from bench.search import set_up

if TYPE_CHECKING:
    from core.content import Part
    from search.evaluation import BeirSet

NOW = datetime.now(UTC)


def main(data: Path, languages: list[str]) -> None:
    from core.content import Part
    from core.sections import parts_of
    from core.text import render_html
    from search.evaluation import read_set
    from search.passages import with_headings

    def taken_out(parts: tuple[Part, ...]) -> list[Part]:
        return [Part("body", "\n".join(part.text for part in parts))]

    def cut_apart(parts: tuple[Part, ...]) -> list[Part]:
        return [Part("body", f"{headings}\n{text}") for headings, text in with_headings(parts)]

    def as_text(parts: tuple[Part, ...]) -> list[Part]:
        return [Part("body", "\n".join(f"{headings}\n{text}" for headings, text in with_headings(parts)))]

    ways: dict[str, Callable[[tuple[Part, ...]], list[Part]]] = {
        "headings taken out": taken_out,
        "each section cut for itself": cut_apart,
        "headings as text": as_text,
        "found by headings": list,
    }
    for language in languages:
        asked = read_set(data / "retrieval" / f"libreoffice-{language}")
        with gzip.open(data / "knowledge" / "libreoffice" / f"articles.{language}.jsonl.gz", "rt") as lines:
            guides = [json.loads(line) for line in lines]
        known = [parts_of(render_html(guide["html"]).html, "kb.article:1", title=guide["title"]) for guide in guides]
        for way, change in ways.items():
            ranks = _ranks(asked, guides, [tuple(change(parts)) for parts in known])
            aside = {question: rank for question, rank in ranks.items() if _is_aside(asked.judged[question])}
            print(language, way, *(round(100 * sum(some.values()) / len(some), 1) for some in (ranks, aside)), flush=True)


def _ranks(asked: "BeirSet", guides: list[dict[str, str]], parts: list[tuple["Part", ...]]) -> dict[str, float]:
    """The reciprocal rank of each question's page."""
    from core.content import Document
    from search.engines.protocol import Changes
    from search.engines.tantivy import TantivyEngine
    from search.request import SearchRequest

    blank = Document("kb.article", 0, 1, asked.lang, "", (), (), False, 0, NOW, NOW, ("public",))
    ids = [guide["id"] for guide in guides]
    with tempfile.TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder))
        build = engine.build()
        build.add(replace(blank, id=id, title=guides[id]["title"], parts=parts[id]) for id in range(len(guides)))
        build.finish(lambda keys: Changes())
        found = {}
        for question, text in asked.questions.items():
            hits = engine.search(SearchRequest(text=text, limit=10)).hits
            found[question] = next((1 / place for place, hit in enumerate(hits, 1) if ids[hit.id] in asked.judged[question]), 0.0)
    return found


def _is_aside(judged: dict[str, int]) -> bool:
    return int(md5(next(iter(judged)).encode(), usedforsecurity=False).hexdigest(), 16) % 5 == 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    set_up()
    main(Path(sys.argv[1]), sys.argv[2:])
