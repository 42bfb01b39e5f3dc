"""A generated community: real sentences in three languages, said again by many people, with the codes and slips that no one else has."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.content import Document, Part
from search.evaluation import read_set

GROUPS = 40
CORPORA = {"es": "libreoffice-es", "pt": "libreoffice-pt-BR", "en": "libreoffice-en"}
SERIALS = {"es": "Modelo {} con error {}.", "pt": "Modelo {} com erro {}.", "en": "Model {} shows error {}."}


def community(folder: Path, number: int, first: int = 1) -> Iterator[Document]:
    """Questions with two answers; half are public, the others for one of the groups.

    Each fifth names a device and an error of its own, each third has a mistyped word: so the vocabulary grows as a community's does.
    """
    chance = random.Random(first)
    sentences = {lang: _sentences(folder / name) for lang, name in CORPORA.items()}
    now = datetime.now(UTC)
    for id in range(first, first + number):
        lang = chance.choices(("es", "pt", "en"), (5, 3, 2))[0]
        said = [" ".join(chance.choices(sentences[lang], k=count)) for count in (3, 4, 3)]
        if chance.random() < 0.2:
            said[0] += " " + SERIALS[lang].format(_serial(chance), f"E-{chance.randrange(5000)}")
        if chance.random() < 0.33:
            said[2] = mistyped(said[2], chance)
        solved = chance.random() < 0.3
        yield Document(
            kind="qa.question",
            id=id,
            revision=1,
            lang=lang,
            title=chance.choice(sentences[lang])[:90],
            parts=tuple(Part("answer" if n else "question", text, f"qa.answer:{id}", n == 1 and solved) for n, text in enumerate(said)),
            tags=(f"tag{chance.randrange(200)}",),
            solved=solved,
            score=int(chance.expovariate(0.5)),
            created_at=now - timedelta(minutes=id),
            updated_at=now,
            audiences=("public",) if chance.random() < 0.5 else (f"group:{chance.randrange(GROUPS)}",),
        )


def asked(documents: list[Document], number: int) -> list[str]:
    """Six words that somebody wrote, ``number`` times."""
    return [" ".join(document.parts[1].text.split()[3:9]) for document in documents[:: max(1, len(documents) // number)]][:number]


def mistyped(text: str, chance: random.Random | None = None) -> str:
    """Two letters of a word, the longest unless ``chance`` says otherwise, change places."""
    words = text.split()
    word = chance.choice(words) if chance else max(words, key=len)
    if len(word) < 4:
        return text
    middle = len(word) // 2
    return text.replace(word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :], 1)


def words_of(documents: list[Document]) -> tuple[float, float]:
    """Mean words and bytes of a document."""
    texts = [" ".join((document.title, *(part.text for part in document.parts))) for document in documents]
    return sum(len(text.split()) for text in texts) / len(texts), sum(len(text.encode()) for text in texts) / len(texts)


def _sentences(folder: Path) -> list[str]:
    texts = (text for _, text in read_set(folder).corpus.values())
    return [sentence for text in texts for sentence in re.split(r"(?<=[.!?])\s+", text) if 4 < len(sentence.split()) < 40]


def _serial(chance: random.Random) -> str:
    return f"{chance.choice('ABKLMRSTX')}{chance.choice('AFJKQVWZ')}-{chance.randrange(100_000)}"
