"""Relevance on real sets: it does not fall below what was measured, and it can be learned again."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from search.engines.tantivy import TantivyEngine
from search.evaluation import as_documents, evaluate, read_set

pytestmark = [pytest.mark.data, pytest.mark.slow]

QUESTIONS = 120


@pytest.mark.parametrize("name, floor", [("xquad-es", 95.0), ("libreoffice-en", 64.5)])
def test_ranking_is_as_good_as_measured(name, floor, test_data, tmp_path):
    """A part of the questions is asked; floors stand a little below what that part reached."""
    beir = read_set(test_data / "retrieval" / name)
    step = len(beir.questions) // QUESTIONS
    some = replace(beir, questions=dict(list(beir.questions.items())[::step]))

    assert evaluate(some, TantivyEngine(tmp_path)).mrr_10 >= floor


def test_sets_are_derived_from_a_community(test_data, tmp_path):
    data = tmp_path / "data"
    (data / "knowledge").mkdir(parents=True)
    (data / "community").mkdir()
    (data / "community" / "bicycles-meta").symlink_to(test_data / "community" / "bicycles-meta")

    script = Path(__file__).parents[2] / "scripts" / "derive_retrieval_sets.py"
    subprocess.run([sys.executable, script, data, tmp_path / "out"], check=True)

    beir = read_set(tmp_path / "out" / "bicycles-title-en")
    assert len(beir.questions) > 200
    assert all(text == "" or title == "" for title, text in beir.corpus.values())


def test_guides_are_asked_with_their_headings(tmp_path):
    data, asked = tmp_path / "data", tmp_path / "data" / "retrieval" / "house-en"
    for folder in (asked, data / "community", data / "knowledge" / "house"):
        folder.mkdir(parents=True)
    guide = {"id": "a", "title": "Paper", "html": "<p>White.</p><h2>Jams</h2><p>Pull it out.</p>", "text": "White. Jams Pull it out."}
    with gzip.open(data / "knowledge" / "house" / "articles.en.jsonl.gz", "wt") as guides:
        guides.write(json.dumps(guide) + "\n")
    (asked / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "jam"}) + "\n")
    (asked / "qrels.tsv").write_text("q\td\ts\nq\ta\t1\n")

    script = Path(__file__).parents[2] / "scripts" / "derive_retrieval_sets.py"
    subprocess.run([sys.executable, script, data, tmp_path / "out"], check=True)

    beir = read_set(tmp_path / "out" / "house_guides-en")
    (found,) = as_documents(beir)
    assert ([part.headings for part in found.parts], beir.judged) == ([(), ("Jams",)], {"q": {"a": 1}})


def test_learning_makes_right_documents_likelier(tmp_path, capsys):
    """Documents that hold a question's words as neighbours are right here: learning must find that out."""
    folder = tmp_path / "made-en"
    folder.mkdir()
    nouns = ["printer", "window", "folder", "garden", "bottle", "engine", "castle", "mirror", "pocket", "ladder", "candle", "basket"]
    pages = {f"right{n}": f"old {noun} here and {noun} cover then" for n, noun in enumerate(nouns)}
    pages |= {f"wrong{n}": f"cover here old and {noun} {noun} then" for n, noun in enumerate(nouns)}
    with gzip.open(folder / "corpus.jsonl.gz", "wt") as corpus:
        corpus.writelines(json.dumps({"_id": id, "title": "", "text": text}) + "\n" for id, text in pages.items())
    (folder / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": f"q{n}", "text": f"{noun} cover"}) + "\n" for n, noun in enumerate(nouns))
    )
    (folder / "qrels.tsv").write_text("q\td\ts\n" + "".join(f"q{n}\tright{n}\t1\n" for n in range(len(nouns))))

    call_command("learn_ranking", folder)

    said = capsys.readouterr().out
    weights = json.loads(said[said.index("{") :])
    assert weights["two"]["pairs"] + weights["two"]["near"] > 1
    assert "MRR@10 100.0  learned from all" in said
