"""Does the index hold as many documents as the content has, and is what was learned what the clicks say?

What a hit shows is read from the database, so only absence from the index could harm.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from core.consistency import check
from search.engines import engine
from search.indexing import count_documents
from search.learned.learning import Until, differing, lesson_of
from search.models import LearningState


@check("search.index", label=_("The search index holds all content"))
def index_holds_the_content() -> Iterator[str]:
    held, expected = engine().count(), count_documents()
    if held != expected:
        yield f"the index holds {held} documents, the content has {expected}"


@check("search.learned", label=_("What search learned is what people chose"))
def learned_is_what_people_chose() -> Iterator[str]:
    state = LearningState.now()
    if state.day is None:
        return
    new, changed, gone = differing(lesson_of(Until(state.day, state.last_interaction, state.last_judgement)))
    for row in (*new, *changed):
        yield f"“{row.key}” → {row.ref_kind}:{row.ref_id} should be {row.clicks} clicks of {row.expected} expected"
    for number in gone:
        yield f"row {number} stands for nothing that was chosen"
