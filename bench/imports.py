"""How long communities take to move in: `python -m bench.imports DIR… [--limit 480]`.

Brings each StackExchange dump into one new site in a temporary folder, in a process of its own as an operator would, then runs it a
second time, then lets a worker index everything and pay the points, and last builds the index anew. The baseline is reading the same
files and doing nothing with them.
Exits 1 when import, index and points together take longer than ``--limit`` seconds or when a process takes over 600 MB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from bench import ROOT
from bench.report import table

MEGABYTES = 600

Row = tuple[str, int, float, float, float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--limit", type=float, default=480, help="seconds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ.update({"PLAZA_DATA": data, "DJANGO_SETTINGS_MODULE": "config.settings", "PLAZA_LOG_LEVEL": "ERROR"})
        import django

        django.setup()
        run("migrate", "-v0")
        rows, spent = [], 0.0
        for folder in options.folders:
            rows += bring(folder)
            spent += rows[-2][2]
        reading = sum(row[2] for row in rows if row[0].endswith("read only"))
        rows.append(settle(reading))
        spent += rows[-1][2]
        rows.append(rebuild(reading))
    columns = ["what", "rows", "seconds", "rows per second", "peak MB", "ratio to reading"]
    sys.stdout.write(table("Imports", columns, rows) + f"\nImports, index and points together: {spent:.0f} s\n")
    most = max(row[4] for row in rows)
    if spent > options.limit or most > MEGABYTES:
        sys.exit(f"over {options.limit:.0f} s or {MEGABYTES} MB")


def bring(folder: Path) -> list[Row]:
    """Reading alone, the import, and the same import again."""
    rows, reading = read(folder)
    name = folder.resolve().name
    made: list[Row] = [(f"{name}: read only", rows, reading, rows / reading, _rss(os.getpid()), 1.0)]
    for what in ("import", "again"):
        seconds, most = run("import_stackexchange", str(folder), "-v0")
        made.append((f"{name}: {what}", rows, seconds, rows / seconds, most, seconds / reading))
    return made


def read(folder: Path) -> tuple[int, float]:
    from config.stackexchange.importer import FILES, PASSES
    from config.stackexchange.reading import file_of, rows_of

    began, rows = time.perf_counter(), 0
    for name in FILES:
        if file := file_of(folder, name):
            for _ in range(PASSES.get(name, 1)):
                counted = sum(1 for _ in rows_of(file))
            rows += counted
    return rows, time.perf_counter() - began


def settle(reading: float) -> Row:
    """A worker, until no delivery is left."""
    from core.models import Delivery

    owed = Delivery.objects.filter(done_at=None, dead_at=None, event__name="core.content_imported")
    count = owed.count()
    seconds, most = run("worker", done=lambda: not owed.exists())
    return ("index and points (deliveries)", count, seconds, count / seconds, most, seconds / reading)


def rebuild(reading: float) -> Row:
    """All of it into a new index, the two seconds that a command takes to begin included."""
    from search.indexing import count_documents

    count, (seconds, most) = count_documents(), run("rebuild_index")
    return ("a new index (documents)", count, seconds, count / seconds, most, seconds / reading)


def run(*arguments: str, done: Callable[[], bool] | None = None) -> tuple[float, float]:
    """Seconds and peak megabytes of a command; one that never ends is stopped when ``done``."""
    began, most = time.perf_counter(), 0.0
    process = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        most = max(most, _rss(process.pid))
        if done and done():
            seconds = time.perf_counter() - began
            process.terminate()
            process.wait()
            return seconds, most
        time.sleep(0.2)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} failed")
    return time.perf_counter() - began, most


def _rss(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_info().rss) / 1_000_000
    except psutil.NoSuchProcess:
        return 0.0


if __name__ == "__main__":
    main()
