"""Proposes synonyms to managers: what the house's own questions, answers and searches show (`search.learned.wording`), with evidence.

Nothing proposed is searched by until a manager takes it: measured, it doesn't help unread (docs/search.md, Synonyms that are learned).
What a manager decided is never proposed again, unless that is taken back.
"""

from typing import Final

from django.db import transaction

from core.content import content
from core.jobs import Progress
from search import analysis
from search.learned import translations
from search.models import Synonym, SynonymProposal
from search.synonyms import ARROW, Synonyms

LEARN: Final = "search.learn_synonyms"
MOST: Final = 200  # of one language
MOST_EXAMPLES: Final = 5
COLUMNS: Final = ("asked", "told", "line", "score", "evidence", "askers", "examples")
MOST_UNLIKE: Final = 5  # times as many texts hold one word as the other, and each still finds the other


def learn(progress: Progress) -> int:
    """Read everything anew and keep the open proposals that it makes; returns how many there are."""
    # numpy, which few processes need, comes with these.
    from search.learned import evidence
    from search.learned.wording import Learner

    translated = translations.current().known
    learners = {lang: Learner(lang, translated) for lang in analysis.LANGUAGES}
    evidence.read(learners, lambda: progress.step(0, len(learners) + 1))
    kept = 0
    for number, (lang, learner) in enumerate(learners.items(), 1):
        known = Synonyms(Synonym.objects.filter(lang__in=(lang, "")).values_list("lang", "line"))
        fresh = []
        for pair in learner.learned():
            asked, told = learner.written(pair.asked), learner.written(pair.told)
            if not _covered(known, asked, pair.told, lang) and len(fresh) < MOST:
                both = learner.documents(pair.told) <= MOST_UNLIKE * learner.documents(pair.asked)
                fresh.append(
                    SynonymProposal(
                        lang=lang,
                        pair=" ".join(sorted((pair.asked, pair.told))),
                        asked=pair.asked,
                        told=pair.told,
                        line=f"{asked}, {told}" if both else f"{asked} {ARROW} {told}",
                        score=round(pair.measured.score, 4),
                        evidence=pair.documents,
                        askers=pair.askers,
                        examples=[ref for ref in pair.refs if ref.partition(":")[0] in content][:MOST_EXAMPLES],
                    )
                )
        kept += _keep(lang, fresh)
        progress.step(number, len(learners) + 1)
    progress.step(1, 1)
    return kept


def _covered(known: Synonyms, asked: str, told: str, lang: str) -> bool:
    """Whether who asks with ``asked`` finds ``told`` already."""
    return any(told in also.terms for found in known.of([asked], lang).values() for also in found)


@transaction.atomic
def _keep(lang: str, fresh: list[SynonymProposal]) -> int:
    """Those that are open become these; what was decided stays, with its evidence of then."""
    kept = {proposal.pair: proposal for proposal in SynonymProposal.objects.filter(lang=lang)}
    open_now = [proposal for proposal in fresh if proposal.pair not in kept or kept[proposal.pair].state == SynonymProposal.State.OPEN]
    for proposal in open_now:
        proposal.pk = kept[proposal.pair].pk if proposal.pair in kept else None
    still = {proposal.pk for proposal in open_now}
    gone = [old.pk for old in kept.values() if old.state == SynonymProposal.State.OPEN and old.pk not in still]
    SynonymProposal.objects.filter(pk__in=gone, state=SynonymProposal.State.OPEN).delete()
    SynonymProposal.objects.bulk_update([proposal for proposal in open_now if proposal.pk], COLUMNS)
    SynonymProposal.objects.bulk_create([proposal for proposal in open_now if not proposal.pk])
    return len(open_now)
