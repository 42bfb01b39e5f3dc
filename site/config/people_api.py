"""A person as a resource: facts from every room, so it stands on the roof."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from config.people import counts_of, person_named
from core.api import HasScope
from core.ports import person_facts
from gamification.badges.selectors import badges_of


class CountsOut(serializers.Serializer):
    questions = serializers.IntegerField()
    answers = serializers.IntegerField()
    accepted = serializers.IntegerField()
    people_helped = serializers.IntegerField()


class PersonOut(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    bio = serializers.CharField(allow_blank=True)
    role = serializers.CharField(allow_blank=True, help_text="The highest staff role; empty for a member.")
    expert_tags = serializers.ListField(child=serializers.CharField())
    trust_level = serializers.IntegerField()
    joined = serializers.DateTimeField()
    points = serializers.IntegerField()
    rank = serializers.CharField()
    badges = serializers.ListField(child=serializers.CharField(), help_text="Slugs of the badges that they hold, gold first.")
    counts = CountsOut()


class Person(APIView):
    permission_classes = [HasScope()]

    @extend_schema(operation_id="people_read", responses=PersonOut)
    def get(self, request: Request, username: str) -> Response:
        """Who someone is here, and what they did in public."""
        person = person_named(username)
        if person.is_anonymised:
            raise Http404
        return Response(PersonOut(_person(person)).data)


def _person(person: User) -> dict[str, Any]:
    facts = person_facts.facts_of([person.pk])[person.pk]
    counts = counts_of(person.pk)
    accepted = facts.get("solutions", 0)
    return {
        **facts,
        "bio": person.bio,
        "trust_level": person.trust_level,
        "points": facts.get("points", 0),
        "rank": facts.get("rank", ""),
        "badges": [row.badge.slug for row in badges_of(person.pk)],
        "counts": {"questions": counts["questions"], "answers": counts["answers"], "accepted": accepted, "people_helped": counts["people"]},
    }


urlpatterns = [path("people/<str:username>/", Person.as_view(), name="person")]
