"""Learn how much each measure of the second look counts (search/weights.json)."""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.evaluation import BadSet, read_set
from search.ranking_lessons import Lesson, as_table, learn, lessons, reciprocal_rank
from search.reranking import WEIGHTS_FILE, learned_weights


class Command(BaseCommand):
    help = (
        "Learn the weights of the second look from BEIR folders, leaving one question in five aside. Folders whose names begin alike "
        "(up to the first hyphen) are one family; families count alike. With --cross each family is also measured by weights that the "
        "others taught."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sets", nargs="+", metavar="DIR", type=Path)
        parser.add_argument("--questions", type=int, default=300, help="most questions of one set")
        parser.add_argument(
            "--aside", action="store_true", help="measure the weights in use on the questions kept aside, and learn nothing"
        )
        parser.add_argument("--cross", action="store_true", help="also leave each family out in turn")
        parser.add_argument("--write", action="store_true", help="write the weights into search/weights.json")

    def handle(self, *args: Any, **options: Any) -> None:
        taught = self._taught(options["sets"], options["questions"], options["aside"])
        in_use = [weight for weights in learned_weights() for weight in weights]
        if options["aside"]:
            self._measure(taught, in_use, "in use, on what was kept aside")
            return
        self._measure(taught, in_use, "in use")
        if options["cross"]:
            for family in sorted({name.partition("-")[0] for name in taught}):
                others = [lesson for name, some in taught.items() if name.partition("-")[0] != family for lesson in some]
                own = {name: some for name, some in taught.items() if name.partition("-")[0] == family}
                self._measure(own, learn(others), "learned from the other families")
        weights = learn(lesson for some in taught.values() for lesson in some)
        self._measure(taught, weights, "learned from all")
        table = json.dumps(as_table(weights), indent=2) + "\n"
        if options["write"]:
            WEIGHTS_FILE.write_text(table)
        self.stdout.write(table)

    def _taught(self, folders: list[Path], most: int, aside: bool) -> dict[str, list[Lesson]]:
        families = Counter(folder.name.partition("-")[0] for folder in folders)
        taught = {}
        for folder in folders:
            try:
                beir = read_set(folder)
            except BadSet as error:
                raise CommandError(str(error)) from error
            with TemporaryDirectory(prefix="plaza-learning-") as scratch:
                counts = 1 / families[folder.name.partition("-")[0]]
                taught[folder.name] = lessons(beir, Path(scratch), most, counts, aside=aside)
        return taught

    def _measure(self, taught: dict[str, list[Lesson]], weights: list[float], what: str) -> None:
        for name, some in taught.items():
            self.stdout.write(f"{name:24} {len(some):5} questions  MRR@10 {reciprocal_rank(some, weights):5.1f}  {what}")
