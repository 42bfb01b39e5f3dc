"""How well and how fast search finds: `python -m bench.search [--documents 20000] [--engines embedded fts5 postgres elasticsearch]`.

Relevance on the BEIR sets of the test data; then, over a generated community in three languages with 40 permission groups, what an index
costs to build and keep, the time of searches and suggestions, eight people at once, and how soon a change is found. Beside Plaza's engines
stand what one would pick instead: SQLite FTS5 and PostgreSQL's full text, with the same documents, questions and permissions.

Servers are started through tests/services for the time of the run; what they spend counts. With `--folder` the embedded index stays there,
for the next run to ask without building it.
"""

import argparse
import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import ROOT
from bench.search import set_up
from bench.search.servers import started

ENGINES = ("embedded", "elasticsearch", "postgres", "fts5")
VARIABLES = {"elasticsearch": "PLAZA_ELASTICSEARCH_URL", "postgres": "BENCH_POSTGRES"}  # where each server's address stands


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=["embedded", "fts5"])
    parser.add_argument("--tables", nargs="+", choices=("relevance", "speed"), default=["relevance", "speed"])
    parser.add_argument("--folder", type=Path, help="keep the embedded index here")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PLAZA_TEST_DATA", ROOT.parent / "shared" / "data")))
    options = parser.parse_args()
    folder = options.data / "retrieval"
    if not folder.is_dir():
        sys.exit(f"no retrieval sets in {folder}: say where they are with --data")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # else the servers would stay
    with tempfile.TemporaryDirectory(prefix="plaza-bench-") as scratch, ExitStack() as running:
        servers = {}
        for name in [name for name in options.engines if name in VARIABLES]:
            os.environ[VARIABLES[name]], servers[name] = running.enter_context(started(name))
        os.environ |= {"PLAZA_DATA": scratch, "DJANGO_SETTINGS_MODULE": "config.settings", "PLAZA_ELASTICSEARCH_SECONDS": "60"}
        set_up()
        from bench.search.relevance import relevance
        from bench.search.speed import speed

        if "relevance" in options.tables:
            relevance(folder, Path(scratch))
        if "speed" in options.tables:
            speed(folder, options.documents, options.engines, servers, Path(scratch), options.folder)


if __name__ == "__main__":
    main()
