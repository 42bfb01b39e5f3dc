"""Suggestion rules: what managers want shown first, raised or said when somebody asks this. Evaluated in their order, without a query.

All conditions of a rule must hold. Words and phrases are compared as search compares them: accents, case and plurals make no difference.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.utils import timezone

from core.ports.suggester import NO_ADVICE, Advice, Banner, Link
from core.viewer import Viewer
from qa.tagging import clean, slug_of
from search import analysis
from search.kept import Kept
from search.models import SuggestionRule
from search.pinning import Pins
from search.question import own_language
from search.request import Boost

MOST_PINS: Final = 3  # shown for one question, whatever the rules say
MOST_BANNERS: Final = 2
WHY: Final = "rule"


@dataclass(frozen=True)
class Asking:
    """One question as rules see it. ``lang`` is the reader's language; ``tags`` are slugs of what was chosen, a product among them."""

    text: str
    viewer: Viewer
    lang: str
    tags: frozenset[str] = frozenset()
    at: datetime = field(default_factory=timezone.now)

    @cached_property
    def lines(self) -> dict[str, str]:
        """The text's terms between spaces, in the reader's language and in its own."""
        langs = {analysis.language(self.lang), own_language(self.text) or analysis.language(self.lang)}
        return {lang: _line(self.text, lang) for lang in langs}

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(analysis.codes(self.text))

    @property
    def audiences(self) -> frozenset[str]:
        """Who asks, as rules name it: each person is one of guest, member and staff; an expert besides."""
        kind = "staff" if self.viewer.is_staff else "guest" if self.viewer.is_guest else "member"
        return frozenset({kind, *({"expert"} & self.viewer.roles)})


@dataclass(frozen=True)
class Condition:
    """A word or phrase, analysed once for every language."""

    lines: dict[str, str]
    codes: frozenset[str]

    @classmethod
    def of(cls, phrase: str) -> "Condition":
        alone = len(phrase.split()) == 1
        codes = frozenset({*analysis.codes(phrase), analysis.fold(phrase)}) if alone else frozenset()
        return cls({lang: _line(phrase, lang) for lang in (*analysis.LANGUAGES, analysis.OTHER)}, codes)

    def holds(self, asking: Asking) -> bool:
        if self.codes & asking.codes:
            return True
        for lang, line in asking.lines.items():
            if self.lines[lang].strip() and self.lines[lang] in line:
                return True
            if any(f" {lang}:{code} " in line for code in self.codes):
                return True
        return False


@dataclass(frozen=True)
class Rule:
    """A rule, ready to be asked."""

    row: SuggestionRule
    phrases: tuple[Condition, ...]
    tags: frozenset[str]

    @classmethod
    def of(cls, row: SuggestionRule) -> "Rule":
        return cls(row, tuple(map(Condition.of, row.phrases)), frozenset(map(tag_slug, row.tags)))

    def holds(self, asking: Asking) -> bool:
        row = self.row
        if not ((row.starts_at is None or row.starts_at <= asking.at) and (row.ends_at is None or asking.at < row.ends_at)):
            return False
        if row.languages and analysis.language(asking.lang) not in row.languages:
            return False
        if row.audiences and not asking.audiences & set(row.audiences):
            return False
        if not row.min_trust <= asking.viewer.trust <= row.max_trust or (self.tags and not self.tags & asking.tags):
            return False
        every = all if row.matching == SuggestionRule.Matches.ALL else any
        return not self.phrases or every(phrase.holds(asking) for phrase in self.phrases)


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one question. ``pins``: (key, why), best first."""

    rules: tuple[SuggestionRule, ...] = ()
    pins: Pins = ()
    boosts: tuple[Boost, ...] = ()
    advice: Advice = NO_ADVICE


def judge(asking: Asking, rules: Sequence[Rule] | None = None) -> Verdict:
    """What ``rules`` (default: those in use) say; every rule that holds counts, earlier ones first."""
    holding = [rule.row for rule in (current() if rules is None else rules) if rule.holds(asking)]
    if not holding:
        return Verdict()
    pins: dict[str, str] = {}
    links: dict[Link, None] = {}
    for row in holding:
        for pin in row.pins:
            if isinstance(pin, str):
                pins.setdefault(pin, f"{WHY}:{row.pk}")
            else:
                links[Link(pin["title"], pin["url"])] = None
    banners = [banner for row in holding if (banner := _banner(row, asking.lang))]
    offers = dict.fromkeys(row.offer for row in holding if row.offer)
    return Verdict(
        rules=tuple(holding),
        pins=tuple(pins.items())[:MOST_PINS],
        boosts=tuple(Boost(row.raises, row.raised, row.raised_by, f"{WHY}:{row.pk}") for row in holding if row.raises and row.raised),
        advice=Advice(
            banners=tuple(dict.fromkeys(banners))[:MOST_BANNERS],
            links=tuple(links)[:MOST_PINS],
            experts=tuple(dict.fromkeys(row.expert_tag for row in holding if row.expert_tag)),
            asks_version=any(row.asks_version for row in holding),
            offers_case="case" in offers,
            chat_url=next((row.chat_url for row in holding if row.offer == "chat"), ""),
        ),
    )


def tag_slug(name: str) -> str:
    return slug_of(clean(name))


def tag_slugs(names: Iterable[str]) -> frozenset[str]:
    return frozenset(tag_slug(name) for name in names if clean(name))


def _banner(row: SuggestionRule, lang: str) -> Banner | None:
    """The line in the reader's language, else in the first one that has it."""
    said: dict[str, Any] = {code: text for code, text in row.banner.items() if text}
    code = lang[:2] if lang[:2] in said else next(iter(said), "")
    return Banner(said[code], code) if code else None


def _line(text: str, lang: str) -> str:
    return f" {' '.join(analysis.terms(text, lang, keep_stop_words=True))} "


def _read() -> tuple[Rule, ...]:
    return tuple(map(Rule.of, SuggestionRule.objects.in_force()))


kept: Final = Kept("rules", _read)


def current() -> tuple[Rule, ...]:
    """The rules in use, in order: no query, until somebody changes one."""
    return kept.now()
