"""What a rule, or a proposed synonym, would have done: tried on past questions and searches, before and after, without a trace."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, Max

from core.models import Interaction, QueryText
from core.viewer import GUEST, Viewer
from qa.models import Question, Visibility
from search import analysis
from search.models import SuggestionRule, Synonym, SynonymProposal
from search.reporting import FEWEST
from search.rules import Asking, Rule, Verdict, current, judge, tag_slugs
from search.selectors import Row, answering
from search.synonyms import Synonyms

LOOKED_AT: Final = 300
LOOKED_FOR_WORDS: Final = 5_000  # where one word is looked for, which few texts have
SHOWN: Final = 10  # with what came before and after
RESULTS: Final = 3
QUESTIONS, SEARCHES = "questions", "searches"


@dataclass(frozen=True, slots=True)
class Change:
    """One past text that the rule holds for, with the first results without it and with it."""

    text: str
    lang: str
    before: list[Row]
    after: list[Row]

    @property
    def differs(self) -> bool:
        return [row.card.key for row in self.before] != [row.card.key for row in self.after]


@dataclass(frozen=True, slots=True)
class Trial:
    """``held`` of ``looked_at`` texts; ``changes`` holds the first `SHOWN` of them that may be shown: not what one visitor alone typed."""

    source: str
    looked_at: int
    held: int
    changes: list[Change]


def try_rule(row: SuggestionRule, source: str) -> Trial:
    """Ask ``row``, whether or not it is in use or its time has come, of the last `LOOKED_AT` questions or searches."""
    looker, rule = _looker(row), _timeless(row)
    texts = list(_searches() if source == SEARCHES else _questions())
    held = [(text, lang, tags) for text, lang, tags in texts if rule.holds(Asking(text, looker, lang, tags))]
    known = _typed_by_several(text for text, *_rest in held) if source == SEARCHES else None
    shown = [one for one in held if known is None or one[0] in known][:SHOWN]
    return Trial(source, len(texts), len(held), [_change(rule, looker, *one) for one in shown])


def try_proposal(proposal: SynonymProposal, source: str) -> Trial:
    """Ask those of the last `LOOKED_FOR_WORDS` questions or searches that have a word of it, as a guest who searches by it too."""
    lines = list(Synonym.objects.filter(enabled=True).values_list("lang", "line"))
    without, with_it = Synonyms(lines), Synonyms([*lines, (proposal.lang, proposal.line)])
    own = Synonyms([(proposal.lang, proposal.line)])
    texts = list(_searches(LOOKED_FOR_WORDS)) if source == SEARCHES else _titles()
    held = [text for text, lang, *_ in texts if analysis.language(lang) == proposal.lang and own.of(text.split(), proposal.lang)]
    known = _typed_by_several(held) if source == SEARCHES else None
    changes = []
    for text in [text for text in held if known is None or text in known][:SHOWN]:
        before, after = (answering(text, GUEST, proposal.lang, Verdict(), limit=RESULTS, known=known)[1] for known in (without, with_it))
        changes.append(Change(text, proposal.lang, before, after))
    return Trial(source, len(texts), len(held), changes)


def try_text(row: SuggestionRule, text: str, lang: str) -> Change | None:
    """The same for one text that a manager types; None when the rule doesn't hold for it."""
    looker, rule = _looker(row), _timeless(row)
    holds = rule.holds(Asking(text, looker, lang, rule.tags))
    return _change(rule, looker, text, lang, rule.tags) if holds else None


def _change(rule: Rule, looker: Viewer, text: str, lang: str, tags: frozenset[str]) -> Change:
    asking = Asking(text, looker, lang, tags)
    others = [other for other in current() if other.row.pk != rule.row.pk]
    with_it = sorted([*others, rule], key=lambda each: (each.row.position, each.row.pk or 0))
    reader = analysis.language(lang)
    before, after = (answering(text, looker, reader, judge(asking, rules), limit=RESULTS)[1] for rules in (others, with_it))
    return Change(text, lang, before, after)


def _questions() -> Iterator[tuple[str, str, frozenset[str]]]:
    asked = Question.objects.filter(visibility=Visibility.PUBLIC).order_by("-pk").prefetch_related("tags")[:LOOKED_AT]
    return ((question.title, question.lang, tag_slugs(tag.name for tag in question.tags.all())) for question in asked)


def _titles() -> list[tuple[str, str]]:
    asked = Question.objects.filter(visibility=Visibility.PUBLIC).order_by("-pk")
    return list(asked.values_list("title", "lang")[:LOOKED_FOR_WORDS])


def _searches(most: int = LOOKED_AT) -> Iterable[tuple[str, str, frozenset[str]]]:
    latest = Interaction.objects.filter(kind=Interaction.Kind.SEARCH, query__isnull=False).values("query").annotate(last=Max("pk"))
    ids = [entry["query"] for entry in latest.order_by("-last")[:most]]
    texts: dict[int, Any] = QueryText.objects.in_bulk(ids)
    return [(texts[id].text, texts[id].lang or GUEST.language, frozenset()) for id in ids if id in texts]


def _typed_by_several(texts: Iterable[str]) -> set[str]:
    """Those that `FEWEST` visitors typed, however they wrote accents and capitals. Two queries."""
    folded = dict(QueryText.objects.filter(text__in=set(texts)).values_list("text", "folded"))
    typed = Interaction.objects.filter(kind=Interaction.Kind.SEARCH, query__folded__in=set(folded.values())).exclude(voter="")
    counted = typed.values("query__folded").annotate(visitors=Count("voter", distinct=True)).filter(visitors__gte=FEWEST)
    known = set(counted.values_list("query__folded", flat=True))
    return {text for text, as_folded in folded.items() if as_folded in known}


def _looker(row: SuggestionRule) -> Viewer:
    """Somebody for whom the rule is meant, and who sees no more than such people do; a guest where it is for everybody."""
    audience = next((name for name in SuggestionRule.Audience.values if name in row.audiences), "")
    if (not audience and row.min_trust == 0) or audience == SuggestionRule.Audience.GUEST:
        return GUEST
    roles = {"expert": {"member", "expert"}, "staff": {"member", "agent"}}.get(audience, {"member"})
    return Viewer(user_id=0, roles=frozenset(roles), trust=row.min_trust)


def _timeless(row: SuggestionRule) -> Rule:
    rule = Rule.of(row)
    copy = SuggestionRule(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    copy.starts_at = copy.ends_at = None
    return replace(rule, row=copy)
