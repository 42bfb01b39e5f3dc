"""Reads shaped like the pages of managers."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.ui import language_name
from search import hits
from search.managing.proposal_reading import Proposed
from search.models import SuggestionRule, Synonym, SynonymProposal
from search.question import ask
from search.request import SearchRequest
from search.synonyms import Synonyms, current

SHOWN_PHRASES = 3
FIRST_PROPOSALS = 3


@dataclass(frozen=True, slots=True)
class RuleRow:
    """``state``: on, off, waits or over; ``when`` and ``then`` say the rule in words."""

    rule: SuggestionRule
    state: str
    when: list[str]
    then: list[str]
    hits: int
    first: bool
    last: bool


def rule_rows() -> list[RuleRow]:
    """All rules in their order: two queries."""
    counted = hits.recent()
    rules = list(SuggestionRule.objects.all())
    return [
        RuleRow(rule, state_of(rule), when(rule), then(rule), counted.get(rule.pk, 0), rule == rules[0], rule == rules[-1])
        for rule in rules
    ]


def state_of(rule: SuggestionRule) -> str:
    now = timezone.now()
    if not rule.enabled:
        return "off"
    if rule.ends_at and rule.ends_at <= now:
        return "over"
    return "waits" if rule.starts_at and rule.starts_at > now else "on"


def when(rule: SuggestionRule) -> list[str]:
    said = []
    if rule.phrases:
        shown = ", ".join(f"“{phrase}”" for phrase in rule.phrases[:SHOWN_PHRASES])
        more = len(rule.phrases) - SHOWN_PHRASES
        every = rule.matching == SuggestionRule.Matches.ALL and len(rule.phrases) > 1
        said.append((_("all of %(words)s") if every else _("%(words)s")) % {"words": shown + (f" +{more}" if more > 0 else "")})
    if rule.tags:
        said.append(_("tag %(tags)s") % {"tags": ", ".join(rule.tags)})
    if rule.languages:
        said.append(", ".join(language_name(code) for code in rule.languages))
    if rule.audiences:
        said.append(", ".join(str(SuggestionRule.Audience(name).label) for name in rule.audiences))
    if (rule.min_trust, rule.max_trust) != (0, 4):
        said.append(_("trust %(least)d to %(most)d") % {"least": rule.min_trust, "most": rule.max_trust})
    return said or [_("always")]


def then(rule: SuggestionRule) -> list[str]:
    said = []
    if rule.pins:
        said.append(ngettext("shows %(n)d first", "shows %(n)d first", len(rule.pins)) % {"n": len(rule.pins)})
    if rule.raises:
        said.append((_("raises %(what)s") if rule.raised_by > 1 else _("lowers %(what)s")) % {"what": rule.raised})
    if rule.banner:
        said.append(_("says a line"))
    if rule.expert_tag:
        said.append(_("leads to the experts on %(tag)s") % {"tag": rule.expert_tag})
    if rule.asks_version:
        said.append(_("asks for the version"))
    if rule.offer:
        said.append(_("offers: %(what)s") % {"what": str(rule.get_offer_display()).lower()})
    return said


@dataclass(frozen=True, slots=True)
class SynonymPage:
    """``tried`` holds, for a text that a manager tries, its words with what else is searched for each; ``proposed`` the best proposals of
    all that are ``open``."""

    tabs: list[dict[str, Any]]
    lines: list[Synonym]
    tried: list[tuple[str, str]]
    proposed: list[Proposed]
    open: int


def synonym_page(lang: str, text: str = "") -> SynonymPage:
    counts = dict(Synonym.objects.values_list("lang").annotate(n=Count("pk")).order_by())
    address = reverse("search:synonyms")
    tabs = [
        {
            "url": f"{address}?lang={code or 'all'}",
            "label": language_name(code) if code else _("All languages"),
            "count": counts.get(code, 0),
            "current": code == lang,
        }
        for code in (*(code[:2] for code, _name in settings.LANGUAGES), "")
    ]
    waiting = SynonymProposal.objects.filter(lang=lang, state=SynonymProposal.State.OPEN)
    best = [Proposed.of(proposal) for proposal in waiting.order_by("-score", "pk")[:FIRST_PROPOSALS]]
    return SynonymPage(tabs, list(Synonym.objects.filter(lang=lang)), tried(current(), text, lang), best, waiting.count())


def tried(synonyms: Synonyms, text: str, lang: str) -> list[tuple[str, str]]:
    """The words of ``text`` that have synonyms, with these as terms."""
    asked = ask(SearchRequest(text=text, langs=(lang,) if lang else (), expansions=(synonyms,))) if text else None
    words = asked.words if asked else ()
    told = ((word.text, [also.terms for also in word.also if also.why]) for word in words)
    return [(text, ", ".join(" ".join(t.partition(":")[2] for t in terms) for terms in by)) for text, by in told if by]
