"""What a search box asks for while one types, for our own pages and for browsers, and the viewer's own last searches."""

import re
from html import unescape
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.ports import suggester
from core.ports.suggester import Advice, Answers, Suggestion
from core.templatetags.ui import kind_of, language_name, state_of
from core.viewer import Viewer
from search import rules
from search.actions.recent import forget_recent, recent
from search.journeys import journey_of

SHOWN: Final = 5
LONGEST: Final = 200  # characters: what is longer is no search in the making
_MARKS: Final = re.compile("</?mark>")
SURFACE: Final = "search"


@never_cache
@require_safe
def complete(request: HttpRequest) -> HttpResponse:
    """``?q=&journey=``: what may already answer, as the list under a box wants it, and what managers say beside it.

    ``passage`` is the text in pieces, each second one marked; ``offers`` are ways on that lead to people.
    """
    token = journey_of(request.GET.get("journey", ""))
    found = _found(request, journey=token, surface=SURFACE)
    return JsonResponse(
        {
            "journey": token,
            "banners": [{"text": banner.text, "lang": banner.lang} for banner in found.advice.banners],
            "links": [{"title": link.title, "url": link.url} for link in found.advice.links],
            "results": [_row(suggestion) for suggestion in found.suggestions],
            "offers": _offers(found.advice, _text(request)),
        }
    )


@never_cache
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The same for a browser's own bar (OpenSearch Suggestions 1.1), without a trace: a browser asks with each letter."""
    found = _found(request).suggestions
    told = [
        _text(request),
        [suggestion.title for suggestion in found],
        [str(kind_of(suggestion.kind)["label"]) for suggestion in found],
        [request.build_absolute_uri(suggestion.address) for suggestion in found],
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


def _found(request: HttpRequest, **said: str) -> Answers:
    text = _text(request)
    return suggester.consult(text, _viewer(request), limit=SHOWN, **said) if text else Answers()


def _row(suggestion: Suggestion) -> dict[str, Any]:
    kind = kind_of(suggestion.kind)
    return {
        "title": suggestion.title,
        "section": suggestion.section,
        "url": suggestion.address,
        "lang": suggestion.lang,
        "language": "" if suggestion.lang[:2] == (get_language() or "")[:2] else language_name(suggestion.lang),
        "kind": str(kind["label"]),
        "icon": kind["icon"],
        "state": str(state_of(suggestion.state)["label"]) if suggestion.kind == "qa.question" else "",
        "solved": suggestion.solved,
        "by_team": rules.WHY in suggestion.why,
        "passage": [unescape(piece) for piece in _MARKS.split(suggestion.snippet)],
    }


def _offers(advice: Advice, text: str) -> list[dict[str, str]]:
    """As `components/advice.html` has them."""
    offers = [
        {
            "icon": "user-check",
            "title": _("Ask the experts on %(tag)s") % {"tag": tag},
            "url": f"/questions/ask/?{urlencode({'title': text, 'tags': tag})}",
        }
        for tag in advice.experts
    ]
    if advice.offers_case:
        support = f"/support/?{urlencode({'subject': text})}"
        offers.append({"icon": "life-buoy", "title": _("Open a case with support now"), "url": support})
    if advice.chat_url:
        offers.append({"icon": "message-circle", "title": _("Talk to us now"), "url": advice.chat_url})
    return offers


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip()


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]
