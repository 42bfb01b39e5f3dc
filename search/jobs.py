"""Long work that a person, or the missing index, asks for."""

from django.utils.translation import gettext_lazy as _

from core.jobs import Progress, job
from search import indexing
from search.engines import engine
from search.learned import proposals, translations


@job("search.rebuild", label=_("Rebuild the search index"))
def rebuild_index(progress: Progress) -> None:
    """Goes on where a killed one stopped."""
    indexing.rebuild(engine(), progress.step, progress.cursor)


@job(translations.LEARN, label=_("Learn from translated pages"))
def learn_translations(progress: Progress) -> None:
    translations.learn(progress)


@job(proposals.LEARN, label=_("Look for synonyms to propose"))
def learn_synonyms(progress: Progress) -> None:
    proposals.learn(progress)
