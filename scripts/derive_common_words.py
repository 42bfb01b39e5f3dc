"""Derive the lists of common words that search knows (`search/common/`) from the word counts inside the package pyspellchecker.

    python scripts/derive_common_words.py FOLDER

FOLDER holds its `es.json.gz`, `pt.json.gz` and `en.json.gz`. Kept are the stems of the `MOST` commonest words of each
language, commonest first.
"""

import gzip
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from search import analysis  # noqa: E402
from search.common import FOLDER, LANGUAGES  # noqa: E402

MOST = 40_000


def main(counts: Path) -> None:
    for lang in LANGUAGES:
        with gzip.open(counts / f"{lang}.json.gz", "rt") as file:
            counted = json.load(file)
        commonest = sorted((word for word in counted if word.isalpha()), key=lambda word: (-counted[word], word))[:MOST]
        stems = dict.fromkeys(analysis.term_of(word, lang) for word in commonest)
        packed = gzip.compress("\n".join(stems).encode(), mtime=0)
        (FOLDER / f"{lang}.txt.gz").write_bytes(packed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
