"""Contests as a resource: read, enter, vote."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import Conflict, CursorPage, HasScope, IdempotentPostMixin, ProblemError
from core.keyset import page_of
from gamification.contests.actions.enter import TermsChanged, accept_terms, enter
from gamification.contests.actions.vote import VoteRefused, take_back, vote
from gamification.contests.eligibility import RefusedToEnter
from gamification.contests.selectors import contest_page
from gamification.models import Contest, Entry

MAY_WRITE = HasScope("write:contests")


class ContestOut(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    lead = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=Contest.State.choices)
    tag = serializers.CharField()
    enters = serializers.ChoiceField(choices=Contest.Enters.choices)
    method = serializers.ChoiceField(choices=Contest.Method.choices)
    zone = serializers.CharField()
    opens_at = serializers.DateTimeField()
    voting_at = serializers.DateTimeField(allow_null=True)
    judging_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    entries_each = serializers.IntegerField()
    votes_each = serializers.IntegerField()
    cancelled_reason = serializers.CharField(allow_blank=True)


FACTS = [str(name) for name in ContestOut._declared_fields if name not in ("name", "lead", "url")]


class EntryOut(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    object_id = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    voted = serializers.BooleanField(help_text="Whether the caller votes for it.")
    score = serializers.IntegerField(allow_null=True, help_text="Votes are told with the results.")
    place = serializers.IntegerField(allow_null=True)
    won = serializers.BooleanField()


class ContestDetailOut(ContestOut):
    terms_version = serializers.IntegerField(allow_null=True)
    accepted = serializers.BooleanField(help_text="Whether the caller accepted the terms in force.")
    votes_left = serializers.IntegerField()
    entries_total = serializers.IntegerField()
    entries = EntryOut(many=True, help_text="The first entries; all of them are on the contest's page.")
    winners = EntryOut(many=True)


class EnterIn(serializers.Serializer):
    kind = serializers.CharField(max_length=40)
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    accept_terms = serializers.IntegerField(required=False, help_text="The version of the terms that the person accepts with this.")


class EntryVoteIn(serializers.Serializer):
    entry = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    value = serializers.ChoiceField(choices=[0, 1])


class VoteOut(serializers.Serializer):
    votes_left = serializers.IntegerField()


class Contests(generics.GenericAPIView):
    permission_classes = [HasScope()]
    serializer_class = ContestOut
    pagination_class = CursorPage
    queryset = Contest.objects.none()

    @extend_schema(operation_id="contests_list", responses=ContestOut(many=True))
    def get(self, request: Request) -> Response:
        """Contests that were announced, the newest first."""
        contests = Contest.objects.visible_to(request.viewer).worded()
        pages = CursorPage()
        rows = pages.read(request, lambda after, size: page_of(contests, ("-closes_at", "-pk"), after=after, size=size))
        return pages.get_paginated_response(ContestOut([_contest(row) for row in rows], many=True).data)


class ContestDetail(APIView):
    permission_classes = [HasScope()]

    @extend_schema(operation_id="contests_read", responses=ContestDetailOut)
    def get(self, request: Request, slug: str) -> Response:
        contest = _load(request, slug)
        page = contest_page(contest, request.viewer)
        more = {
            "terms_version": page.terms.version if page.terms else None,
            "accepted": page.part.acceptance is not None,
            "votes_left": page.part.votes_left,
            "entries_total": page.total,
            "entries": [_entry(row) for row in page.rows],
            "winners": [_entry(row) for row in page.winners],
        }
        return Response(ContestDetailOut(_contest(contest) | more).data)


class Enter(IdempotentPostMixin, APIView):
    permission_classes = [MAY_WRITE]

    @extend_schema(operation_id="contests_enter", request=EnterIn, responses={201: EntryOut})
    def post(self, request: Request, slug: str) -> Response:
        """Enter what one wrote. A refusal is a 409 whose ``code`` says why."""
        contest = _load(request, slug)
        given = EnterIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        try:
            if "accept_terms" in asked:
                accept_terms(contest, request.viewer, asked["accept_terms"], request.viewer.language)
            entry = enter(contest, asked["kind"], asked["id"], request.viewer)
        except RefusedToEnter as refusal:
            raise Conflict(str(refusal), code=refusal.code) from refusal
        except TermsChanged as error:
            raise Conflict(str(error), code="terms") from error
        row = {"id": entry.pk, "kind": entry.kind, "object_id": entry.object_id, "title": "", "url": "", "at": entry.at}
        return Response(EntryOut(row | {"voted": False, "score": None, "place": None, "won": False}).data, 201)


class Votes(IdempotentPostMixin, APIView):
    permission_classes = [MAY_WRITE]

    @extend_schema(operation_id="contests_vote", request=EntryVoteIn, responses=VoteOut)
    def post(self, request: Request, slug: str) -> Response:
        """Give an entry a vote (1) or take it back (0). A refusal is a 409 whose ``code`` says why."""
        contest = _load(request, slug)
        given = EntryVoteIn(data=request.data)
        given.is_valid(raise_exception=True)
        entry = get_object_or_404(Entry, pk=given.validated_data["entry"], contest=contest)
        try:
            left = (vote if given.validated_data["value"] else take_back)(entry, request.viewer)
        except VoteRefused as refusal:
            raise ProblemError(429 if refusal.code == "too_fast" else 409, str(refusal), refusal.code) from refusal
        return Response(VoteOut({"votes_left": left}).data)


def _load(request: Request, slug: str) -> Contest:
    return get_object_or_404(Contest.objects.visible_to(request.viewer).worded(), slug=slug)


def _contest(contest: Contest) -> dict[str, Any]:
    words = contest.words
    facts = {name: getattr(contest, name) for name in FACTS}
    return facts | {"name": contest.name, "lead": words.lead if words else "", "url": contest.get_absolute_url()}


def _entry(row: Any) -> dict[str, Any]:
    entry = row.entry
    facts = {name: getattr(entry, name) for name in ("kind", "object_id", "at", "place", "won")}
    title, url = (row.card.title, row.card.url) if row.card else ("", "")
    return facts | {"id": entry.pk, "title": title, "url": url, "voted": row.voted, "score": row.score}


urlpatterns = [
    path("contests/", Contests.as_view(), name="contests"),
    path("contests/<slug:slug>/", ContestDetail.as_view(), name="contest"),
    path("contests/<slug:slug>/entries/", Enter.as_view(), name="contest-enter"),
    path("contests/<slug:slug>/votes/", Votes.as_view(), name="contest-vote"),
]
