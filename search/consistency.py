"""Does the index hold as many documents as the content has? What a hit shows is read from the database, so only absence could harm."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from core.consistency import check
from search.engines import engine
from search.indexing import count_documents


@check("search.index", label=_("The search index holds all content"))
def index_holds_the_content() -> Iterator[str]:
    held, expected = engine().count(), count_documents()
    if held != expected:
        yield f"the index holds {held} documents, the content has {expected}"
