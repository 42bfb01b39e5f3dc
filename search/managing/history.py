"""Who changed what, from what to what."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.ports import person_facts
from search.managing.forms import RuleForm
from search.models import RuleChange

SHOWN = 100
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Changed:
    """``person``: facts of who did it; ``fields``: (name, before, after) of what differs."""

    change: RuleChange
    person: dict[str, Any]
    fields: list[tuple[str, str, str]]


def newest() -> list[Changed]:
    """The newest changes of rules and synonyms: the same number of queries, however many."""
    return _changed(RuleChange.objects.order_by("-at", "-pk"))


def changes_of(subject: str, subject_id: int) -> list[Changed]:
    return _changed(RuleChange.objects.filter(subject=subject, subject_id=subject_id).order_by("-at", "-pk"))


def _changed(found: QuerySet[RuleChange]) -> list[Changed]:
    changes = list(found[:SHOWN])
    people = person_facts.facts_of({change.by_id for change in changes if change.by_id})
    return [Changed(change, people.get(change.by_id or 0, {}), _fields(change)) for change in changes]


def _fields(change: RuleChange) -> list[tuple[str, str, str]]:
    if change.action != RuleChange.Action.CHANGED:
        return []
    before, after = change.before, change.after
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [(_label(name), _said(before.get(name)), _said(after.get(name))) for name in differing]


def _label(name: str) -> str:
    field = RuleForm.base_fields.get(name)  # type: ignore[attr-defined]
    return str(field.label) if field else _("Line said") if name == "banner" else name


def _said(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_said(entry) for entry in value)[:LONGEST]
    if isinstance(value, dict):
        return " · ".join(f"{name}: {entry}" for name, entry in value.items())[:LONGEST]
    return str(value)[:LONGEST]
