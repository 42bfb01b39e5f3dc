"""Relevance on the BEIR sets: Plaza's engine beside FTS5."""

import sys
from pathlib import Path

from bench.report import table
from bench.search.baselines import Fts5
from search.engines import engine
from search.evaluation import as_documents, evaluate, read_set, score

SETS = ("xquad-es", "xquad-en", "libreoffice-es", "libreoffice-pt-BR", "libreoffice-en")
COLUMNS = ("set", "questions", "hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10", "MAP", "FTS5 MRR@10", "ratio")


def relevance(folder: Path, scratch: Path) -> None:
    rows = []
    for name in SETS:
        beir = read_set(folder / name)
        ours = evaluate(beir, engine(folder=scratch / name))
        baseline, documents = Fts5(scratch / f"{name}.sqlite3"), list(as_documents(beir))
        baseline.add(documents)
        ids = dict(zip((document.key for document in documents), beir.corpus, strict=True))
        rankings = {id: [ids[key] for key in baseline.search(text, limit=100)] for id, text in beir.questions.items()}
        theirs = score(name, "fts5", rankings, beir.judged, [0.0])
        measured = (ours.queries, ours.hit_1, ours.hit_5, ours.hit_10, ours.mrr_10, ours.ndcg_10, ours.map)
        rows.append((name, *measured, theirs.mrr_10, ours.mrr_10 / theirs.mrr_10))
    sys.stdout.write(table("Relevance (per cent)", COLUMNS, rows))
