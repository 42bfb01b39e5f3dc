"""Finds what is said in another language: terms that the house's own translated pages taught (`search.learned.translating`) expand a
question for which there is nothing good in the reader's language.
"""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from sys import intern
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from core.content import content
from core.jobs import Progress
from core.models import Job
from kb.models import ARTICLE, ArticlePage
from search import analysis
from search.kept import Kept
from search.learned import translating
from search.models import TermTranslation
from search.request import Also, SearchRequest
from search.results import Found, Hit

LEARN: Final = "search.learn_translations"
WEIGHT: Final = 0.7
WHY: Final = "translation"
MOST_ROWS: Final = 60_000
MOST_OF: Final = 0.6  # of a question's words; half as many of more than
FEW_WORDS: Final = 12
GROUPS_AT_ONCE: Final = 50
PUBLIC: Final = "public"


class Translations:
    """Implements `search.request.Expansion` for questions in ``lang``."""

    def __init__(self, known: Mapping[str, tuple[tuple[str, float], ...]], lang: str = ""):
        self.known = known
        self._lang = lang

    def __bool__(self) -> bool:
        return bool(self.known)

    def out_of(self, lang: str) -> "Translations":
        return Translations(self.known, lang)

    def of(self, pieces: Sequence[str], lang: str) -> Mapping[str, tuple[Also, ...]]:
        found: dict[str, tuple[Also, ...]] = {}
        for piece in pieces:
            terms = analysis.terms(piece, self._lang or lang or analysis.OTHER)
            if len(terms) == 1 and piece not in found and terms[0] in self.known:
                found[piece] = tuple(Also((other,), WEIGHT * score, WHY) for other, score in self.known[terms[0]])
        return found


def _read() -> Translations:
    known: dict[str, list[tuple[str, float]]] = {}
    rows = TermTranslation.objects.order_by("-score").values_list("term", "other", "score")
    for term, other, score in rows[:MOST_ROWS].iterator():
        known.setdefault(intern(term), []).append((intern(other), score))
    return Translations({term: tuple(others) for term, others in known.items()})


kept: Final = Kept("translations", _read)


def current() -> Translations:
    """What was learned last: no query, until more is."""
    return kept.now()


def wider(request: SearchRequest, lang: str) -> SearchRequest | None:
    """``request``, asked in other languages too; None when nothing was learned about ``lang`` or the request says which languages."""
    known = current()
    if not known or lang not in analysis.LANGUAGES or request.langs or request.strict or request.only:
        return None
    return replace(request, expansions=(*request.expansions, known.out_of(lang)), prefer="")


def answers_in(request: SearchRequest, found: Found, lang: str) -> bool:
    """Whether something in ``lang`` holds most words of the question, in its title and the passages that were found."""
    asked = set(analysis.terms(request.text, lang))
    least = len(asked) * (MOST_OF if len(asked) <= FEW_WORDS else MOST_OF / 2)
    own = (hit for hit in found.hits if analysis.language(hit.lang) == lang)
    return not asked or any(len(asked.intersection(analysis.terms(_text(hit), lang))) >= least for hit in own)


def _text(hit: Hit) -> str:
    return " ".join([hit.title, *(passage.text for passage in hit.passages)])


def has_news() -> bool:
    """Whether translated pages were published since the last time that anything was learned."""
    newest = ArticlePage.objects.live().aggregate(at=Max("last_published_at"))["at"]
    last = Job.objects.filter(kind=LEARN, state=Job.State.DONE).order_by("-pk").values_list("asked_at", flat=True).first()
    return newest is not None and (last is None or last < newest)


def learn(progress: Progress) -> int:
    """Read all published public pages that have translations, and put what they teach in place of what was known; returns how much."""
    same: dict[Any, list[int]] = defaultdict(list)
    for key, id in ArticlePage.objects.live().order_by("translation_key", "pk").values_list("translation_key", "pk"):
        same[key].append(id)
    groups = [ids for ids in same.values() if len(ids) > 1]
    learner = translating.Learner()
    for start in range(0, len(groups), GROUPS_AT_ONCE):
        some = groups[start : start + GROUPS_AT_ONCE]
        documents = content[ARTICLE].documents([id for ids in some for id in ids])
        for ids in some:
            public = [documents[id] for id in ids if id in documents and documents[id].audiences == (PUBLIC,)]
            for one, other in translating.pairs(public):
                learner.add(translating.units(one, other))
        progress.step(start, len(groups) + 1)
    rows = heapq.nlargest(MOST_ROWS, learner.learned(), key=lambda row: row[2])
    with transaction.atomic():
        TermTranslation.objects.all().delete()
        TermTranslation.objects.bulk_create(
            (TermTranslation(term=term, other=other, score=round(score, 3)) for term, other, score in rows), batch_size=2_000
        )
        kept.forget_after_commit()
    progress.step(1, 1)
    return len(rows)
