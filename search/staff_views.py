"""What the team sees beside what it works on: answers that are known already."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.content import content
from core.ports import suggester
from core.text import plain
from core.viewer import Viewer
from search.indexing import searchable_kind

SURFACE: Final = "staff"
LARGEST: Final = 2**63
READ: Final = 2_000  # characters of the text that are looked for beside its title


@require_safe
def known_answers(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """What may already answer a thread, to put into a reply: for the team, drawn into the thread's page or on a page of its own."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    card = content[kind].card(id, viewer) if viewer.is_staff and searchable_kind(kind) and id < LARGEST else None
    if card is None:
        raise Http404
    text = f"{card.title} {plain(card.html)[:READ]}"
    known = suggester.suggest(text, viewer, lang=card.lang, tags=card.tags, exclude=(card.key,), surface=SURFACE, quiet=True)
    drawn_in = bool(request.headers.get("HX-Request"))
    template = "components/known-answers.html" if drawn_in else "search/known.html"
    return render(request, template, {"card": card, "suggestions": known, "insert": drawn_in})
