"""People in templates, always a batch: ``{% load_people ids as people %}`` once, then ``people|person:id``."""

from collections.abc import Iterable
from typing import Any

from django import template

from core.ports import person_facts

register = template.Library()


@register.simple_tag
def load_people(ids: Iterable[int | None] | int | None) -> dict[int, dict[str, Any]]:
    """Facts of all these people (`core.ports.person_facts`), in a constant number of queries. One id is a batch of one."""
    if ids is None:
        return {}
    if isinstance(ids, int):
        ids = [ids]
    wanted = {person_id for person_id in ids if person_id}
    return person_facts.facts_of(wanted) if wanted else {}


@register.filter
def person(people: dict[int, dict[str, Any]], person_id: int | None) -> dict[str, Any]:
    """One person's facts; empty for nobody."""
    return people.get(person_id, {}) if people and person_id else {}
