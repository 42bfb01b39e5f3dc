"""Measure how well search finds what people judged right."""

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import ENGINES, engine
from search.evaluation import BadSet, Scores, evaluate, read_set

COLUMNS = ("set", "queries", "hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "map", "p50_ms", "p95_ms")


class Command(BaseCommand):
    help = "Index BEIR folders (corpus.jsonl[.gz], queries.jsonl, qrels.tsv) in a scratch index and measure what their questions find."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sets", nargs="+", metavar="DIR", type=Path)
        parser.add_argument("--engine", choices=sorted(ENGINES), default="", help="default: the site's (PLAZA_SEARCH_ENGINE)")
        parser.add_argument("--json", action="store_true", help="one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["json"]:
            self.stdout.write(_line(COLUMNS))
        for folder in options["sets"]:
            try:
                beir = read_set(folder)
            except BadSet as error:
                raise CommandError(str(error)) from error
            with TemporaryDirectory(prefix="plaza-evaluation-") as scratch:
                chosen = engine(options["engine"], Path(scratch))
                try:
                    scores = evaluate(beir, chosen)
                finally:
                    chosen.drop()
            self.stdout.write(json.dumps(scores.as_json()) if options["json"] else _row(scores))


def _row(scores: Scores) -> str:
    found = scores.as_json()
    return _line(found[column] for column in COLUMNS)


def _line(cells: Iterable[object]) -> str:
    first, *rest = (str(cell) for cell in cells)
    return first.ljust(28) + "".join(cell.rjust(9) for cell in rest)
