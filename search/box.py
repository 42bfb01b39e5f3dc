"""What a search box asks for while one types, for our own pages and for browsers, and the viewer's own last searches."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.ports import suggester
from core.templatetags.ui import kind_of, state_of
from core.viewer import Viewer
from search.actions.recent import forget_recent, recent
from search.journeys import journey_of

SHOWN: Final = 6
LONGEST: Final = 200  # characters: what is longer is no search in the making
SURFACE: Final = "search"


@never_cache
@require_safe
def complete(request: HttpRequest) -> HttpResponse:
    """``?q=&journey=``: what may already answer, as the list under a box wants it."""
    token = journey_of(request.GET.get("journey", ""))
    found = _found(request, journey=token, surface=SURFACE)
    results = [
        {
            "title": suggestion.title,
            "url": suggestion.url,
            "lang": suggestion.lang,
            "kind": str(kind_of(suggestion.kind)["label"]),
            "icon": kind_of(suggestion.kind)["icon"],
            "state": str(state_of(suggestion.state)["label"]) if suggestion.kind == "qa.question" else "",
        }
        for suggestion in found
    ]
    return JsonResponse({"journey": token, "results": results})


@never_cache
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The same for a browser's own bar (OpenSearch Suggestions 1.1), without a trace: a browser asks with each letter."""
    found = _found(request)
    told = [
        _text(request),
        [suggestion.title for suggestion in found],
        [str(kind_of(suggestion.kind)["label"]) for suggestion in found],
        [request.build_absolute_uri(suggestion.url) for suggestion in found],
    ]
    return JsonResponse(told, safe=False, content_type="application/x-suggestions+json")


@never_cache
@require_safe
def recent_searches(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"texts": recent(_viewer(request))})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """``text``: that one; without it: all of one's own. Back to ``next``, or to the search page."""
    if person_id := _viewer(request).user_id:
        forget_recent(person_id, request.POST.get("text", ""))
    then = request.POST.get("next", "")
    return redirect(then if url_has_allowed_host_and_scheme(then, allowed_hosts=None) else reverse("search:results"))


def _found(request: HttpRequest, **said: str) -> list[suggester.Suggestion]:
    text = _text(request)
    return suggester.suggest(text, _viewer(request), limit=SHOWN, **said) if text else []


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip()


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]
