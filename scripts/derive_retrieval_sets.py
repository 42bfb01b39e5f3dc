"""Derive retrieval sets (BEIR folders) from real communities and a knowledge base, to learn and measure ranking on more than one kind.

    python scripts/derive_retrieval_sets.py DATA OUT

DATA holds `community/*/Posts.xml[.gz]`, `PostLinks.xml[.gz]` (StackExchange format), `knowledge/*/articles.*.jsonl.gz` and
`retrieval/<knowledge base>-<language>` (BEIR folders of its plain texts). Made are, for
each community: its titles as questions for the bodies without titles (`title`), title and first words for the accepted or best answers
alone (`answer`), and duplicates as moderators linked them (`duplicate`); for each language of a knowledge base: an article's first sentence
as a question for the titles alone (`paraphrase`), and the questions of its BEIR folder for its pages with their marks and headings
(`guides`). What a person wrote stays as it was.
"""

import gzip
import html
import json
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

MOST_QUESTIONS = 600
FIRST_WORDS = 40
SHORTEST_ANSWER = 15
DUPLICATE = "3"
_LOCALE = re.compile(r"locale-(es|pt)")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")

Documents = dict[str, tuple[str, str]]
Questions = dict[str, tuple[str, set[str]]]


def main(data: Path, out: Path) -> None:
    for folder in sorted((data / "community").iterdir()):
        community(folder, out)
    for articles in sorted((data / "knowledge").glob("*/articles.*.jsonl.gz")):
        paraphrases(articles, out)
        guides(articles, data / "retrieval", out)


def community(folder: Path, out: Path) -> None:
    posts = list(_rows(folder, "Posts"))
    asked = {post["Id"]: post for post in posts if post["PostTypeId"] == "1"}
    answers: dict[str, list[dict[str, str]]] = {}
    for post in posts:
        if post["PostTypeId"] == "2" and post["ParentId"] in asked:
            answers.setdefault(post["ParentId"], []).append(post)
    short = folder.name.partition("-")[0]
    languages = {id: (_LOCALE.search(post.get("Tags", "")) or ["", "en"])[1] for id, post in asked.items()}
    for lang in sorted(set(languages.values())):
        mine = {id: post for id, post in asked.items() if languages[id] == lang and len(post["Title"].split()) > 2}
        bodies = {id: ("", _plain(post["Body"])) for id, post in asked.items() if languages[id] == lang}
        _write(out / f"{short}-title-{lang}", bodies, {id: (post["Title"], {id}) for id, post in mine.items()})
        best = {id: ("", _best(asked[id], some)) for id, some in answers.items() if languages[id] == lang}
        best = {id: page for id, page in best.items() if len(page[1].split()) > SHORTEST_ANSWER}
        opening = {id: " ".join(_plain(post["Body"]).split()[:FIRST_WORDS]) for id, post in mine.items() if id in best}
        _write(out / f"{short}-answer-{lang}", best, {id: (f"{mine[id]['Title']} {text}", {id}) for id, text in opening.items()})
    duplicates: Questions = {}
    for link in _rows(folder, "PostLinks"):
        one, other = link["PostId"], link["RelatedPostId"]
        if link["LinkTypeId"] == DUPLICATE and one in asked and other in asked:
            duplicates.setdefault(one, (asked[one]["Title"], set()))[1].add(other)
    threads = {
        id: (post["Title"], " ".join(_plain(text["Body"]) for text in (post, *answers.get(id, []))))
        for id, post in asked.items()
        if id not in duplicates
    }
    found = {id: (text, right & threads.keys()) for id, (text, right) in duplicates.items()}
    _write(out / f"{short}-duplicate-en", threads, {id: question for id, question in found.items() if question[1]})


def paraphrases(path: Path, out: Path) -> None:
    titles: Documents = {}
    questions: Questions = {}
    lang = path.name.split(".")[1]
    with gzip.open(path, "rt") as lines:
        for article in map(json.loads, lines):
            titles[article["id"]] = (article["title"], "")
            text = " ".join(article["text"].removeprefix(article["title"]).split())
            first, *rest = _SENTENCE.split(text, maxsplit=1)
            if rest and 5 <= len(first.split()) <= 30 and len(article["title"].split()) > 1:
                questions[article["id"]] = (first, {article["id"]})
    _write(out / f"{path.parent.name}_paraphrase-{lang}", titles, questions)


def guides(path: Path, asked: Path, out: Path) -> None:
    base, lang = path.parent.name, path.name.split(".")[1]
    if not (asked / f"{base}-{lang}").is_dir():
        return
    folder = out / f"{base}_guides-{lang}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("queries.jsonl", "qrels.tsv"):
        shutil.copyfile(asked / f"{base}-{lang}" / name, folder / name)
    with gzip.open(path, "rt") as lines, gzip.open(folder / "corpus.jsonl.gz", "wt") as corpus:
        for article in map(json.loads, lines):
            corpus.write(json.dumps({"_id": article["id"], "title": article["title"], "html": article["html"]}) + "\n")


def _best(question: dict[str, str], answers: Iterable[dict[str, str]]) -> str:
    accepted = question.get("AcceptedAnswerId")
    return _plain(max(answers, key=lambda answer: (answer["Id"] == accepted, int(answer["Score"]), len(answer["Body"])))["Body"])


def _write(folder: Path, documents: Documents, questions: Questions) -> None:
    """Every so-manieth question, up to `MOST_QUESTIONS`; nothing for a handful."""
    chosen = sorted(questions)[:: max(len(questions) // MOST_QUESTIONS, 1)][:MOST_QUESTIONS]
    if len(chosen) < 10:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / "corpus.jsonl.gz", "wt") as corpus:
        corpus.writelines(json.dumps({"_id": id, "title": title, "text": text}) + "\n" for id, (title, text) in documents.items())
    with (folder / "queries.jsonl").open("w") as queries:
        queries.writelines(json.dumps({"_id": f"q{id}", "text": questions[id][0]}) + "\n" for id in chosen)
    with (folder / "qrels.tsv").open("w") as judgements:
        judgements.write("query-id\tcorpus-id\tscore\n")
        judgements.writelines(f"q{id}\t{document}\t1\n" for id in chosen for document in sorted(questions[id][1]))


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def _rows(folder: Path, name: str) -> Iterable[dict[str, str]]:
    with _opened(folder / f"{name}.xml") as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag == "row":
                yield dict(element.attrib)
            element.clear()


def _opened(path: Path) -> IO[bytes]:
    packed = path.with_name(f"{path.name}.gz")
    return gzip.open(packed, "rb") if packed.exists() else path.open("rb")  # type: ignore[return-value]  # a GzipFile reads bytes


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
