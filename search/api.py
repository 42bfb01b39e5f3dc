"""Search and suggestions for programs."""

import time
from dataclasses import asdict
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import HasScope
from core.ports import suggester
from search import pages
from search.explaining import names, sentences
from search.journeys import journey_of
from search.request import DEEPEST, FACETS, LONGEST_TEXT, SORTS, SearchRequest
from search.results import Readiness
from search.selectors import note, search

MOST_RESULTS, MOST_SUGGESTIONS = 50, 20


class SearchIn(serializers.Serializer):
    q = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, help_text='Words; "a phrase"; -without.')
    kind = serializers.ListField(child=serializers.CharField(max_length=100), max_length=pages.MOST_VALUES, default=list)
    lang = serializers.ListField(child=serializers.CharField(max_length=10), max_length=pages.MOST_VALUES, default=list)
    tag = serializers.ListField(child=serializers.CharField(max_length=100), max_length=pages.MOST_VALUES, default=list)
    solved = serializers.BooleanField(allow_null=True, default=None)
    sort = serializers.ChoiceField(choices=SORTS, default=SORTS[0])
    limit = serializers.IntegerField(min_value=1, max_value=MOST_RESULTS, default=10)
    offset = serializers.IntegerField(min_value=0, max_value=DEEPEST, default=0)
    journey = serializers.CharField(max_length=40, default="", allow_blank=True)


class Found(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    id = serializers.IntegerField()
    title = serializers.CharField()
    section = serializers.CharField(
        help_text="The headings that the snippet stands under, parted by ›, outermost first; empty where there are none."
    )
    url = serializers.CharField(help_text="With the section's place, where the page has one.")
    lang = serializers.CharField()
    snippet = serializers.CharField(help_text="HTML whose only tag is <mark>.")
    solved = serializers.BooleanField()
    why = serializers.ListField(child=serializers.CharField(), help_text="words, solved, votes, rule, synonym, clicks, other_language …")
    why_text = serializers.ListField(child=serializers.CharField(), help_text="The same in sentences.")


class Result(Found):
    score = serializers.FloatField()


class SuggestedAnswer(Found):
    pass


class Counts(serializers.Serializer):
    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.DictField(child=serializers.IntegerField()) for name in FACETS}


class BannerOut(serializers.Serializer):
    text = serializers.CharField()
    lang = serializers.CharField()


class LinkOut(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()


class AdviceOut(serializers.Serializer):
    """What the managers' rules say beside the results."""

    banners = BannerOut(many=True)
    links = LinkOut(many=True, help_text="Pages elsewhere.")
    experts = serializers.ListField(child=serializers.CharField(), help_text="Tags whose experts should be asked.")
    asks_version = serializers.BooleanField(help_text="The form must ask for the version of the product.")
    offers_case = serializers.BooleanField()
    chat_url = serializers.CharField(help_text="Where a chat begins; empty when none is offered.")


class SearchOut(serializers.Serializer):
    count = serializers.IntegerField()
    took_ms = serializers.IntegerField()
    results = Result(many=True)
    facets = Counts()
    advice = AdviceOut()
    meant = serializers.CharField(help_text="The question with mistyped words mended; empty when none was.")
    offered = serializers.CharField(
        help_text="The question with right words that nothing here has replaced by the nearest ones, which were not searched; often empty."
    )
    index = serializers.ChoiceField(
        choices=[state.value for state in Readiness],
        help_text="partial, missing: the index is being built. fallback: the server doesn't answer; the newest content was searched.",
    )


class SuggestionsIn(serializers.Serializer):
    q = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    lang = serializers.CharField(max_length=10, default="", allow_blank=True)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_SUGGESTIONS, default=5)
    tag = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=pages.MOST_VALUES, default=list, help_text="What was chosen: rules may ask."
    )
    journey = serializers.CharField(max_length=40, default="", allow_blank=True)


class SuggestionsOut(serializers.Serializer):
    took_ms = serializers.IntegerField()
    journey = serializers.CharField(help_text="Ties what follows to this search; send it with the next call.")
    results = SuggestedAnswer(many=True)
    advice = AdviceOut()


class Search(APIView):
    permission_classes = [HasScope()]

    @extend_schema(operation_id="search", parameters=[SearchIn], responses=SearchOut)
    def get(self, request: Request) -> Response:
        """Content that the caller may see, best first, with the passage that answers and counts for narrowing."""
        asked = _validated(SearchIn, request)
        viewer = request.viewer  # type: ignore[attr-defined]
        found = search(
            SearchRequest(
                text=asked["q"],
                kinds=tuple(asked["kind"]),
                langs=tuple(asked["lang"]),
                tags=tuple(asked["tag"]),
                solved=asked["solved"],
                sort=asked["sort"],
                prefer=pages.preferred(viewer.language),
                limit=asked["limit"],
                offset=asked["offset"],
                facets=True,
            ),
            viewer,
        )
        if asked["q"]:
            journey = journey_of(asked["journey"]) if asked["journey"] else ""
            cards, lang, first = [row.card for row in found.rows], found.request.prefer, found.request.offset + 1
            note(asked["q"], viewer, cards, found.total, journey=journey, surface="api", lang=lang, first=first)
        results = [
            {
                "key": row.card.key,
                "kind": row.card.kind,
                "id": row.card.id,
                "title": row.card.title,
                "section": row.section,
                "url": request.build_absolute_uri(row.address),
                "lang": row.card.lang,
                "snippet": row.snippet_html,
                "score": row.score,
                "why": names(row.why),
                "why_text": sentences(row.why),
                "solved": row.solved,
            }
            for row in found.rows
        ]
        return Response(
            {
                "count": found.total,
                "took_ms": found.took_ms,
                "results": results,
                "facets": {name: (found.facets or {}).get(name, {}) for name in FACETS},
                "meant": found.meant,
                "offered": found.offered,
                "advice": asdict(found.advice),
                "index": found.readiness.value,
            }
        )


class Suggestions(APIView):
    permission_classes = [HasScope()]

    @extend_schema(operation_id="suggestions", parameters=[SuggestionsIn], responses=SuggestionsOut)
    def get(self, request: Request) -> Response:
        """What may already answer ``q``, a few words or a whole message; ranked as in the ask and support forms."""
        started = time.perf_counter()
        asked = _validated(SuggestionsIn, request)
        journey = journey_of(asked["journey"])
        viewer = request.viewer  # type: ignore[attr-defined]
        options = {"lang": asked["lang"], "limit": asked["limit"], "tags": asked["tag"]}
        found = suggester.consult(asked["q"], viewer, journey=journey, surface="api", **options)
        results = [
            {
                "key": suggestion.key,
                "kind": suggestion.kind,
                "id": suggestion.id,
                "title": suggestion.title,
                "section": suggestion.section,
                "url": request.build_absolute_uri(suggestion.address),
                "lang": suggestion.lang,
                "snippet": suggestion.snippet,
                "solved": suggestion.solved,
                "why": names(suggestion.why),
                "why_text": sentences(suggestion.why),
            }
            for suggestion in found.suggestions
        ]
        took_ms = round((time.perf_counter() - started) * 1000)
        return Response({"took_ms": took_ms, "journey": journey, "results": results, "advice": asdict(found.advice)})


def _validated(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    asked = serializer(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


urlpatterns = [
    path("search/", Search.as_view(), name="search"),
    path("suggestions/", Suggestions.as_view(), name="suggestions"),
]
