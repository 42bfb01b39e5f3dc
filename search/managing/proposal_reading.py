"""Proposed synonyms, shaped like the pages of managers."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from core.content import Card, content
from core.ports import person_facts
from core.templatetags.ui import language_name
from core.viewer import Viewer
from search.models import SynonymProposal

MOST_DECIDED = 100


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with its evidence in words, and who decided on it."""

    proposal: SynonymProposal
    shown_by: list[str]
    person: dict[str, Any]

    @classmethod
    def of(cls, proposal: SynonymProposal, people: dict[int, dict[str, Any]] | None = None) -> "Proposed":
        return cls(proposal, evidence(proposal), (people or {}).get(proposal.decided_by_id or 0, {}))


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """``tabs`` of the languages; ``waiting``: the open ones, best first; ``decided``: newest first."""

    tabs: list[dict[str, Any]]
    waiting: list[Proposed]
    decided: list[Proposed]


def proposal_page(lang: str) -> ProposalPage:
    """Everything of one language: the same number of queries, however much."""
    state = SynonymProposal.State
    counts = dict(SynonymProposal.objects.filter(state=state.OPEN).values_list("lang").annotate(n=Count("pk")).order_by())
    mine = list(SynonymProposal.objects.filter(lang=lang).order_by("-score", "pk"))
    decided = sorted((each for each in mine if each.decided_at), key=lambda each: each.decided_at or timezone.now(), reverse=True)[
        :MOST_DECIDED
    ]
    people = person_facts.facts_of({each.decided_by_id for each in decided if each.decided_by_id})
    address = reverse("search:proposals")
    tabs = [
        {
            "url": f"{address}?lang={code[:2]}",
            "label": language_name(code[:2]),
            "count": counts.get(code[:2], 0),
            "current": code[:2] == lang,
        }
        for code, _name in settings.LANGUAGES
    ]
    return ProposalPage(
        tabs, [Proposed.of(each) for each in mine if each.state == state.OPEN], [Proposed.of(each, people) for each in decided]
    )


def examples(proposal: SynonymProposal, viewer: Viewer) -> list[Card]:
    """The documents that show it, as far as ``viewer`` may see them."""
    refs = [(kind, int(id)) for kind, _colon, id in (key.rpartition(":") for key in proposal.examples)]
    cards = content.cards(refs, viewer)
    return [cards[ref] for ref in refs if ref in cards]


def evidence(proposal: SynonymProposal) -> list[str]:
    """What shows it, in words."""
    found = proposal.evidence
    told = {
        "accepted": ngettext("%(n)d accepted answer", "%(n)d accepted answers", found.get("accepted", 0)),
        "answers": ngettext("%(n)d other answer", "%(n)d other answers", found.get("answers", 0)),
        "duplicates": ngettext("%(n)d duplicate", "%(n)d duplicates", found.get("duplicates", 0)),
        "searches": ngettext("%(n)d document found and read", "%(n)d documents found and read", found.get("searches", 0)),
        "translated": ngettext(
            "%(n)d word of another language means both", "%(n)d words of another language mean both", found.get("translated", 0)
        ),
        "rephrased": ngettext("%(n)d search that was asked again", "%(n)d searches that were asked again", found.get("rephrased", 0)),
    }
    said = [text % {"n": found[source]} for source, text in told.items() if found.get(source)]
    if not proposal.askers:
        return said
    return [*said, ngettext("%(n)d person asked so", "%(n)d people asked so", proposal.askers) % {"n": proposal.askers}]
