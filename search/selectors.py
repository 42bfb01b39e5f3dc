"""Reads: the index proposes, the database disposes. What a viewer may not see leaves no trace in rows, snippets or suggestions."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.safestring import SafeString

from core import interactions
from core.content import Card, content
from core.ports.suggester import NO_ADVICE, Advice, Answers, Suggestion
from core.viewer import Viewer
from search import analysis, explaining, hits, rules, synonyms
from search.changes import withdrawn
from search.engines import engine
from search.learned import translations
from search.learned.signals import learned
from search.pinning import with_pins, without_pins
from search.request import LONGEST_TEXT, Expansion, SearchRequest
from search.results import Found, Hit, Readiness
from search.rules import Asking, Verdict, judge
from search.snippets import Marks, Quoted, candidates, confirmed, ref_of, snippet

SCARCE: Final = 3  # results; with fewer, other languages are asked for too, and other words offered
STEP: Final = " › "  # between a heading and the one below it
WORTH_SUGGESTING: Final = 0.45  # of the best one's score: what shares a common word with the text is no answer to it


@dataclass(frozen=True, slots=True)
class Row:
    """One result. ``source`` is the card of the row that the snippet stands in: an answer, or the document itself; ``section`` names the
    headings that it stands under there, and ``anchor`` where the document's page has them."""

    card: Card
    title_html: SafeString
    section: str
    section_html: SafeString
    anchor: str
    snippet_html: SafeString
    passage: str
    source: Card
    score: float
    solved: bool
    why: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{self.card.url}#{self.anchor}" if self.anchor else self.card.url


@dataclass(frozen=True, slots=True)
class Results:
    """``meant``: the question with mistyped words replaced by what was searched instead; empty when none was. ``offered``: the question
    with right words that no document holds replaced by the nearest that are held, which were not searched; only of questions with few
    results."""

    request: SearchRequest
    rows: tuple[Row, ...] = ()
    total: int = 0
    facets: dict[str, dict[str, int]] | None = None
    took_ms: int = 0
    meant: str = ""
    offered: str = ""
    relaxed: bool = False
    readiness: Readiness = Readiness.READY
    advice: Advice = NO_ADVICE


def search(request: SearchRequest, viewer: Viewer) -> Results:
    """What ``viewer`` may find: one search and a constant number of queries, however many rows."""
    started = time.perf_counter()
    verdict = _verdict_on(request, viewer)
    request = replace(
        request,
        audiences=viewer.audiences,
        exclude=(*request.exclude, *withdrawn()),
        boosts=(*request.boosts, *learned(request.text, request.prefer), *verdict.boosts),
        expansions=(*request.expansions, synonyms.current()),
    )
    own = engine().search(request)
    if own.total < SCARCE and request.text and (asked := translations.wider(request, analysis.language(request.prefer or viewer.language))):
        own = engine().search(asked)
    found = without_pins(own, verdict.pins) if request.offset else with_pins(own, verdict.pins, viewer, request.exclude)
    rows = rows_of(found, viewer)
    seen = {row.card.key for row in rows}.union(key for key, _ in verdict.pins if request.offset)
    if not request.offset:
        hits.count(verdict.rules)
    return Results(
        request=request,
        rows=tuple(rows),
        total=max(own.total - sum(hit.key not in seen for hit in own.hits), len(rows)),
        facets=own.facets,
        took_ms=round((time.perf_counter() - started) * 1000),
        meant=_meant(request.text, own, rows),
        offered=_offered(request, viewer) if own.unheld and own.total < SCARCE else "",
        relaxed=own.relaxed,
        readiness=own.readiness,
        advice=verdict.advice,
    )


def suggest(text: str, viewer: Viewer, **options: Any) -> list[Suggestion]:
    """The suggestions of `consult`."""
    return consult(text, viewer, **options).suggestions


def consult(
    text: str,
    viewer: Viewer,
    *,
    lang: str = "",
    limit: int = 5,
    exclude: Iterable[str] = (),
    tags: Iterable[str] = (),
    journey: str = "",
    surface: str = "",
    quiet: bool = False,
) -> Answers:
    """What may already answer ``text``, a few typed words or a pasted mail, the reader's language first; and what managers say beside it.

    With a ``surface`` the rules of managers hold, and are counted; with that or a ``journey`` the search and each impression are kept as
    interactions, unless the look is ``quiet``.
    """
    reader = analysis.language(lang or viewer.language)
    verdict = judge(Asking(text[:LONGEST_TEXT], viewer, reader, rules.tag_slugs(tags))) if surface else Verdict()
    found, rows = answering(text, viewer, reader, verdict, limit=limit, exclude=tuple(exclude))
    if (journey or surface) and not quiet:
        note(text, viewer, [row.card for row in rows], found.total, journey=journey, surface=surface, lang=reader, typing=True)
        hits.count(verdict.rules)
    return Answers([suggestion_of(row, reader) for row in rows], verdict.advice)


def answering(
    text: str,
    viewer: Viewer,
    reader: str,
    verdict: Verdict,
    *,
    limit: int = 5,
    exclude: tuple[str, ...] = (),
    known: Expansion | None = None,
) -> tuple[Found, list[Row]]:
    """What is found for ``text`` under ``verdict``, and what of that is worth suggesting to ``viewer``; leaves no trace. ``known``: the
    synonyms to search by, if not those in use."""
    request = SearchRequest(
        text=text[:LONGEST_TEXT],
        audiences=viewer.audiences,
        prefer=reader,
        natural=True,
        typing=True,
        limit=limit,
        exclude=(*exclude, *withdrawn()),
        boosts=(*learned(text, reader), *verdict.boosts),
        expansions=(known or synonyms.current(),),
    )
    found = engine().search(request)
    if not translations.answers_in(request, found, reader) and (asked := translations.wider(request, reader)):
        found = engine().search(asked)
    found = with_pins(found, verdict.pins, viewer, request.exclude)
    best = max((hit.score for hit in found.hits), default=0.0)
    return found, [row for row in rows_of(found, viewer) if row.score >= best * WORTH_SUGGESTING][:limit]


def _verdict_on(request: SearchRequest, viewer: Viewer) -> Verdict:
    """What rules say of a search: pins stand where the best stands, above what nobody has narrowed."""
    if not request.text.strip() or request.strict or request.only:
        return Verdict()
    verdict = judge(Asking(request.text[:LONGEST_TEXT], viewer, request.prefer or viewer.language, rules.tag_slugs(request.tags)))
    narrowed = request.kinds or request.langs or request.tags or request.solved is not None or request.sort != "relevance"
    return replace(verdict, pins=()) if narrowed else verdict


def note(
    text: str,
    viewer: Viewer,
    shown: Iterable[Card],
    total: int,
    *,
    journey: str,
    surface: str,
    lang: str = "",
    first: int = 1,
    typing: bool = False,
) -> None:
    """Keep a search and what it showed, from place ``first`` on, as interactions. ``typing``: it replaces what was shown before."""
    common: dict[str, Any] = {"viewer": viewer, "journey": journey, "surface": surface, "query": text[:LONGEST_TEXT], "lang": lang}
    interactions.record("search", results=total, typing=typing, **common)
    for position, card in enumerate(shown, start=first):
        interactions.record("impression", ref=(card.kind, card.id), position=position, **common)


def rows_of(found: Found, viewer: Viewer) -> list[Row]:
    """The hits that the database confirms for ``viewer``, in order."""
    marks = Marks.of(found)
    chosen = {hit.key: candidates(hit, marks) for hit in found.hits}
    refs = {(hit.kind, hit.id) for hit in found.hits}
    refs |= {ref_of(passage) for passages in chosen.values() for passage in passages if passage.ref}
    cards = content.cards(sorted(refs), viewer)
    return [
        _row(hit, card, confirmed(chosen[hit.key], cards, marks), marks, found.also)
        for hit in found.hits
        if (card := cards.get((hit.kind, hit.id))) is not None
    ]


def _row(hit: Hit, card: Card, answer: Quoted | None, marks: Marks, also: dict[str, str]) -> Row:
    quoted = answer or Quoted(card.excerpt, card)
    section = STEP.join(quoted.headings)
    return Row(
        card=card,
        title_html=marks.on(card.title, card.lang),
        section=section,
        section_html=marks.on(section, card.lang),
        anchor=_anchor(quoted, card),
        snippet_html=snippet(quoted.text, card.lang, marks),
        passage=quoted.text,
        source=quoted.card,
        score=hit.score,
        solved=card.solved,
        why=_why(hit, card, f"{section} {quoted.text}", marks, also),
    )


def _anchor(quoted: Quoted, card: Card) -> str:
    """Where the page of ``card`` has the section: its heading, or the answer that it is a section of."""
    page, _, place = quoted.card.url.partition("#")
    return quoted.anchor or (place if quoted.headings and page == card.url else "")


def _why(hit: Hit, card: Card, passage: str, marks: Marks, also: dict[str, str]) -> tuple[str, ...]:
    """Codes for what brought a hit here (`search.explaining`), the rule of a manager first."""
    ruled = [by for why, by in hit.factors if why.partition(":")[0] == rules.WHY]
    lang = analysis.language(card.lang)
    shown = analysis.terms(f"{card.title} {passage}", lang) if also else ()
    others = dict.fromkeys(also[term] for term in shown if term in also)
    first = ((rules.WHY,) if max(ruled) >= 1 else (explaining.LOWERED,)) if ruled else ()
    return (*first, explaining.matched(card, passage, marks), *others, *explaining.of_card(card), *explaining.of_factors(hit))


def suggestion_of(row: Row, reader: str) -> Suggestion:
    card, source = row.card, row.source
    foreign = (explaining.other_language(card.lang),) if analysis.language(card.lang) != reader else ()
    return Suggestion(
        kind=card.kind,
        id=card.id,
        title=card.title,
        url=card.url,
        section=row.section,
        anchor=row.anchor,
        lang=card.lang,
        snippet=row.snippet_html,
        passage=row.passage,
        solved=card.solved,
        score=row.score,
        why=tuple(dict.fromkeys((*row.why, *foreign))),
        answer_html=source.html if source is not card and source.solved else "",
        author_id=source.author_id,
        state=card.state,
    )


def _offered(request: SearchRequest, viewer: Viewer) -> str:
    """``request.text`` with what its words would be mended to if they weren't right: one more search, which few questions need."""
    found = engine().search(replace(request, mend_right=True, limit=SCARCE, offset=0, facets=False))
    return _meant(request.text, found, rows_of(found, viewer))


def _meant(text: str, found: Found, rows: Iterable[Row]) -> str:
    """``text`` with each mended word replaced by a word of the results that has the searched term."""
    written: dict[str, str] = {}
    wanted = set(found.mended.values())
    for row in rows:
        for shown in (row.card.title, row.section, row.passage):
            for word in analysis.words(shown, analysis.language(row.card.lang)):
                if word.term in wanted:
                    written.setdefault(word.term, shown[word.start : word.end].lower())
    replaced = text
    for typed, term in found.mended.items():
        replaced = replaced.replace(typed, written.get(term, typed))
    return replaced if replaced != text else ""
