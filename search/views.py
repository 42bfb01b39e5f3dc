"""The search page, and the suggestions that are drawn into other pages while one types."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.content import content
from core.ports import suggester
from core.viewer import Viewer
from search import pages
from search.actions.recent import note_recent, recent
from search.indexing import searchable_kind
from search.journeys import journey_of
from search.models import SavedSearch
from search.request import DEEPEST, LONGEST_TEXT
from search.selectors import note, search

SURFACES: Final = {"ask": "ask", "topic": "ask", "support": "support"}  # of the forms
BOX: Final = "search"  # the surface of suggestions under a search box
MOST_CARRIED: Final = 2_000  # characters of a question that a link carries on,
NAMED: Final = 300  # and that a title says

LARGEST: Final = 2**63


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """``?q=&kind=&lang=&tag=&solved=&sort=&page=&journey=``."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    token = journey_of(request.GET.get("journey", ""))
    asked = pages.read(request.GET, token)
    found = search(asked.request(pages.preferred(viewer.language)), viewer)
    if asked.text:
        cards = [row.card for row in found.rows]
        lang, first = pages.preferred(viewer.language), found.request.offset + 1
        note(asked.text, viewer, cards, found.total, journey=token, surface="results", lang=lang, first=first)
        if asked.page == 1:
            note_recent(viewer, asked.text)
    last = found.request.offset + len(found.rows)
    carried, named = asked.text[:MOST_CARRIED], asked.text[:NAMED]
    context = {
        "asked": asked,
        "found": found,
        "rows": pages.rows(asked, found),
        "facets": pages.facets(asked, found),
        "sorts": pages.sorts(asked),
        "carried": carried,
        "named": named,
        "author_ids": {row.card.author_id for row in found.rows},
        "first": found.request.offset + 1,
        "last": last,
        "previous_url": asked.url(page=asked.page - 1) if asked.page > 1 else "",
        "next_url": asked.url(page=asked.page + 1) if found.rows and last < min(found.total, DEEPEST) else "",
        "meant_url": asked.url(text=found.meant) if found.meant else "",
        "offered_url": asked.url(text=found.offered) if found.offered else "",
        "clear_url": asked.cleared().url(),
        "feed_url": replace(asked, journey="", page=1).url() if asked.text else "",
        "every": SavedSearch.Every.choices,
        "recent": [] if asked.text else recent(viewer),
        "ask_url": f"/questions/ask/?{urlencode({'title': carried, 'journey': token})}",
        "support_url": f"/support/?{urlencode({'subject': carried, 'journey': token})}",
    }
    return render(request, "search/page.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """``?q=&lang=&journey=&form=ask|support``: what may already answer, as a fragment; without a form, rows under a search box.

    The text may also come under the names of the fields of those forms.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    said = request.GET.get
    typed = [said("q", "") or said("title", "") or said("subject", ""), said("body", "") or said("description", "")]
    text = " ".join(filter(None, typed))[:LONGEST_TEXT].replace("\x00", "").strip()
    form = said("form", "") if said("form", "") in SURFACES else ""
    token = journey_of(said("journey", ""))
    tags = [name[:60] for name in (*said("tags", "")[:300].split(","), said("product", "")) if name.strip()]
    found = suggester.consult(text, viewer, lang=said("lang", "")[:10], tags=tags, journey=token, surface=SURFACES.get(form, BOX))
    context = {
        "suggestions": found.suggestions,
        "advice": found.advice,
        "version": said("version", "")[:60],
        "author_ids": {suggestion.author_id for suggestion in found.suggestions},
        "journey": token,
        "form": form,
        "text": text,
        "carried": text[:MOST_CARRIED],
    }
    return render(request, "search/suggestions.html", context)


@require_safe
def similar(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """What else is about the same as one thread: its rows alone where they are drawn into that thread's page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    card = content[kind].card(id, viewer) if searchable_kind(kind) and id < LARGEST else None
    if card is None:
        raise Http404
    template = "components/similar.html" if request.headers.get("HX-Request") else "search/similar.html"
    return render(request, template, {"card": card, "suggestions": suggester.similar(card.key, viewer)})
