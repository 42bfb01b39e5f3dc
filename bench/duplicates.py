"""How well what asks the same is found: `python -m bench.duplicates DIR…`, StackExchange dumps whose links say which are duplicates.

Brings each dump into a new site in a temporary folder, builds its index, and asks for every question what asks the same. Recall is the
share of linked pairs that are found from either side; precision against the links is a lower bound, for nobody linked all that are the
same. ``--show 40`` prints pairs of each step to judge by eye.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import percentile, table

STEPS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)

Pairs = dict[tuple[int, int], float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--show", type=int, default=0, help="pairs of each step to print")
    parser.add_argument("--most", type=int, default=2_000, help="questions asked about, beside all that are linked")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ.update({"PLAZA_DATA": data, "DJANGO_SETTINGS_MODULE": "config.settings", "PLAZA_LOG_LEVEL": "ERROR"})
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for folder in options.folders:
            call_command("import_stackexchange", str(folder), verbosity=0)
        call_command("rebuild_index", verbosity=0)
        _measure(options.most, options.show)


def _measure(most: int, show: int) -> None:
    from core.viewer import GUEST
    from qa.models import Question
    from search import similar

    similar.SAME = min(STEPS)  # type: ignore[misc]
    linked = {tuple(sorted(pair)) for pair in Question.objects.exclude(duplicate_of=None).values_list("pk", "duplicate_of_id")}
    ids = list(Question.objects.listed().order_by("pk").values_list("pk", flat=True))
    asked = sorted({id for pair in linked for id in pair} | set(random.Random(5).sample(ids, min(most, len(ids)))))
    pairs: Pairs = {}
    spent = []
    for id in asked:
        started = time.process_time()
        found = similar.duplicates(f"qa.question:{id}", GUEST)
        spent.append((time.process_time() - started) * 1000)
        for other in found:
            pair = (min(id, other.id), max(id, other.id))
            pairs[pair] = max(pairs.get(pair, 0.0), other.score)
    rows = list(_rows(pairs, linked, len(asked)))
    print(table(f"{len(ids)} questions, {len(linked)} linked pairs, {len(asked)} asked about", COLUMNS, rows))
    print(f"CPU for one question: p50 {percentile(spent, 0.5):.1f} ms, p95 {percentile(spent, 0.95):.1f} ms\n")
    if show:
        _print_some(pairs, show)


COLUMNS = ("likeness", "pairs", "of them linked", "linked pairs found", "recall %", "offered to % of questions")


def _rows(pairs: Pairs, linked: set[tuple[int, ...]], asked: int) -> Iterator[tuple[object, ...]]:
    for step in STEPS:
        told = {pair for pair, score in pairs.items() if score >= step}
        right = len(told & linked)
        concerned = len({id for pair in told for id in pair})
        yield step, len(told), right, f"{right} of {len(linked)}", 100 * right / max(len(linked), 1), 100 * concerned / max(asked, 1)


def _print_some(pairs: Pairs, most: int) -> None:
    from qa.models import Question

    for low, high in zip(STEPS, (*STEPS[1:], 1.01), strict=True):
        inside = sorted(pair for pair, score in pairs.items() if low <= score < high)
        print(f"\n{low} to {high}: {len(inside)}\n")
        for pair in random.Random(7).sample(inside, min(most, len(inside))):
            print(f"{pairs[pair]:.2f}")
            for question in Question.objects.filter(pk__in=pair):
                print(f"     {question.title[:80]} | {' '.join(question.body_text.split())[:160]}")


if __name__ == "__main__":
    main()
