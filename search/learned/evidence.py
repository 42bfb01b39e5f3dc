"""What a house shows of words that stand for each other: its public texts, and who was answered what (`search.learned.wording`).

Only what everybody may read teaches. Searches teach only when the people behind them agreed to analytics, so that people are counted, not
visits; a document counts as their answer when they read it for a while or said that it solved it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from heapq import nlargest
from itertools import islice
from typing import Final

from django.conf import settings
from django.utils import timezone

from core.content import Card, Document, content
from core.leading import LED_ON
from core.models import Interaction, QueryText
from core.viewer import HOUSE
from qa.models import QUESTION, Question, Visibility
from search import analysis, typed
from search.indexing import searchable_kind
from search.learned.learning import HORIZON
from search.learned.wording import Learner, Unit
from search.models import Judgement
from search.question import own_language

AT_ONCE: Final = 250
MOST_DOCUMENTS: Final = 50_000  # of one kind, the newest
OPENING: Final = 35  # words of a document that was chosen, behind its title
WITHIN: Final = timedelta(minutes=2)  # after a search that found nothing comes the one in other words
LONGEST_TOLD: Final = 1_500  # characters of a text whose language is looked at
LEAST_TOLD: Final = 12  # words from which on a text of a language has
LITTLE: Final = 0.2  # so many little ones of that: what says otherwise of itself isn't
PUBLIC: Final = ("public",)
ANSWER: Final = "answer"

Learners = Mapping[str, Learner]


def read(learners: Learners, step: Callable[[], None]) -> None:
    """Let ``learners``, one a language, read everything public, the newest first, and who asked and answered what."""
    for kind in sorted(content.kinds(), key=lambda kind: (kind != QUESTION, kind)):  # what has answers first
        if searchable_kind(kind):
            for some in _portions(nlargest(MOST_DOCUMENTS, content[kind].all_ids())):
                _read(learners, content[kind].documents(some).values())
                step()
    _read_duplicates(learners)
    if settings.SEARCH_LEARNING:
        _read_searches(learners)
        step()
        _read_rephrased(learners)


def _read(learners: Learners, documents: Iterable[Document]) -> None:
    public = [document for document in documents if _teaches(document, learners)]
    written = {found for document in public for part in document.parts if (found := _ref(part.ref))}
    cards = content.cards(sorted(written | {(document.kind, document.id) for document in public}), HOUSE)
    for document in public:
        learner = learners[analysis.language(document.lang)]
        answers: dict[str, list[str]] = {}
        asked = [document.title]
        accepted = {part.ref for part in document.parts if part.accepted}
        for part in document.parts:
            if part.role == ANSWER:
                answers.setdefault(part.ref, []).append(part.text)
            else:
                asked.append(part.text)
        question = "\n".join(asked)
        learner.read(question)
        asker = _author(cards, document.key)
        for ref, texts in answers.items():
            answer = "\n".join(texts)
            learner.read(answer)
            source = "accepted" if ref in accepted else "answers"
            if (teller := _author(cards, ref)) != asker:
                learner.ask(Unit(question, answer, frozenset({asker}), frozenset({teller}), document.key, source))


def _teaches(document: Document, learners: Learners) -> bool:
    """Whether everybody may read it and it is in the language that it is said to be in."""
    lang = analysis.language(document.lang)
    if document.audiences != PUBLIC or lang not in learners:
        return False
    text = " ".join([document.title, *(part.text for part in document.parts)])[:LONGEST_TOLD]
    words = text.split()
    little = sum(typed.is_stop_word(word, lang) for word in words)
    return own_language(text) in ("", lang) and (len(words) < LEAST_TOLD or little >= LITTLE * len(words))


def _read_duplicates(learners: Learners) -> None:
    """Questions that people said ask the same as another."""
    public = Question.objects.filter(visibility=Visibility.PUBLIC, duplicate_of__visibility=Visibility.PUBLIC)
    columns = ("pk", "title", "lang", "author_id", "duplicate_of__title", "duplicate_of__lang", "duplicate_of__author_id")
    for id, title, lang, author, other, other_lang, other_author in public.values_list(*columns).iterator(chunk_size=2000):
        learner = learners.get(analysis.language(lang))
        if learner and lang == other_lang and author != other_author:
            ref = f"{QUESTION}:{id}"
            learner.ask(
                Unit(title, other, frozenset({_person(author, ref)}), frozenset({_person(other_author, f"{ref}:")}), ref, "duplicates")
            )


def _read_searches(learners: Learners) -> None:
    """Searches with the public documents that those who searched then read, or said solved it."""
    said = Judgement.objects.filter(answered=True, query__isnull=False, at__gte=timezone.now() - HORIZON).exclude(voter="")
    solved = set(said.values_list("query", "ref_kind", "ref_id", "voter"))
    rows = _agreed().filter(kind__in=LED_ON, query__isnull=False, ref_id__gt=0)
    people: dict[tuple[int, str, int], set[str]] = {}
    columns = ("query", "ref_kind", "ref_id", "voter", "kind", "person")
    for query, kind, id, voter, what, person in rows.values_list(*columns).iterator(chunk_size=5000):
        if what == Interaction.Kind.DWELL or (query, kind, id, voter) in solved:
            people.setdefault((query, kind, id), set()).add(f"person:{person}")
    for some in _portions(sorted(people)):
        texts = QueryText.objects.in_bulk({query for query, _, _ in some})
        found = _documents((kind, id) for _, kind, id in some)
        for query, kind, id in some:
            document = found.get(f"{kind}:{id}")
            lang = analysis.language(texts[query].lang)
            if document and analysis.language(document.lang) == lang and _teaches(document, learners):
                opening = " ".join(part.text for part in document.parts).split(None, OPENING)[:OPENING]
                told, askers = " ".join([document.title, *opening]), frozenset(people[query, kind, id])
                learners[lang].ask(Unit(texts[query].text, told, askers, frozenset({document.key}), document.key, "searches"))


def _documents(refs: Iterable[tuple[str, int]]) -> dict[str, Document]:
    ids: dict[str, list[int]] = {}
    for kind, id in refs:
        if searchable_kind(kind):
            ids.setdefault(kind, []).append(id)
    return {document.key: document for kind, some in ids.items() for document in content[kind].documents(some).values()}


def _read_rephrased(learners: Learners) -> None:
    """Searches that found nothing, each with the next one of the same visit, after which something was opened."""
    rows = _agreed().filter(kind=Interaction.Kind.SEARCH, query__isnull=False).exclude(journey="").order_by("person", "journey", "at", "pk")
    before: tuple[object, ...] = ()
    pairs: set[tuple[int, int, int]] = set()
    columns = ("person", "journey", "at", "query", "results", "position")
    for person, journey, at, query, results, position in rows.values_list(*columns).iterator(chunk_size=5000):
        if before and before[:2] == (person, journey) and at - before[2] <= WITHIN and position is not None and query != before[3]:  # type: ignore[operator]
            pairs.add((person, before[3], query))  # type: ignore[arg-type]
        before = (person, journey, at, query) if results == 0 else ()
    for some in _portions(sorted(pairs)):
        texts = QueryText.objects.in_bulk({id for _, *ids in some for id in ids})
        for person, first, then in some:
            lang = analysis.language(texts[first].lang)
            if lang in learners and texts[then].lang == texts[first].lang:
                who = frozenset({f"person:{person}"})
                learners[lang].ask(Unit(texts[first].text, texts[then].text, who, who, f"{person}:{first}:{then}", "rephrased"))


def _agreed():  # type: ignore[no-untyped-def]
    """What people did who agreed to analytics, and still do."""
    since = timezone.now() - HORIZON
    return Interaction.objects.filter(consent=Interaction.Consent.ANALYTICS, person__isnull=False, at__gte=since)


def _author(cards: Mapping[tuple[str, int], Card], key: str) -> str:
    card = cards.get(_ref(key) or ("", 0))
    return _person(card.author_id if card else None, key)


def _person(id: int | None, otherwise: str) -> str:
    """Who wrote something; nobody knows who two deleted accounts were, so each of their texts has its own author."""
    return f"person:{id}" if id else otherwise


def _ref(key: str) -> tuple[str, int] | None:
    kind, _, id = key.rpartition(":")
    return (kind, int(id)) if kind in content and id.isdigit() else None


def _portions(items: list) -> Iterator[list]:  # type: ignore[type-arg]
    rest = iter(items)
    while some := list(islice(rest, AT_ONCE)):
        yield some
