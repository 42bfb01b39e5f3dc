"""What accounts knows about people, in batches: the source of author cards and of people in JSON."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.models import Expertise, User
from accounts.roles import ADMIN, AGENT, MANAGER, MODERATOR
from core.ports import person_facts

HIGHEST_FIRST = (ADMIN, MANAGER, MODERATOR, AGENT)


def people_facts(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Name, address of the page, role and expertise of each person: three queries, however many."""
    wanted = set(ids)
    people = User.objects.filter(pk__in=wanted).prefetch_related("groups")
    tags: dict[int, list[dict[str, str]]] = {}
    for person_id, tag, kind in Expertise.objects.filter(person__in=wanted).order_by("tag").values_list("person", "tag", "kind"):
        tags.setdefault(person_id, []).append({"tag": tag, "kind": kind})
    return {person.pk: _facts(person, tags.get(person.pk, [])) for person in people}


def _facts(person: User, expertise: list[dict[str, str]]) -> dict[str, Any]:
    groups = {group.name for group in person.groups.all()}
    if person.is_superuser:
        groups.add(ADMIN)
    roles = [role for role in HIGHEST_FIRST if role in groups]
    return {
        "id": person.pk,
        "username": person.username,
        "name": person.name,
        "initials": person.initials,
        "tone": person.avatar_tone,
        "avatar": person.avatar,
        "url": "" if person.is_anonymised else reverse("person", args=[person.username]),
        "role": roles[0] if roles else "",
        "roles": roles,
        "expert_tags": [entry["tag"] for entry in expertise],
        "company_expert": any(entry["kind"] == Expertise.Kind.COMPANY for entry in expertise),
        "trust": person.trust_level,
        "imported": person.imported,
        "anonymised": person.is_anonymised,
        "joined": person.date_joined,
    }


def register() -> None:
    person_facts.provide("accounts", people_facts)
