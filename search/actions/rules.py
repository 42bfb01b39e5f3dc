"""Make, change, move, switch and delete a suggestion rule. Each change is kept with who made it, from what to what."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from core.viewer import Viewer
from search import rules
from search.models import RuleChange, SuggestionRule

NOT_TOLD = frozenset({"id", "position"})


@transaction.atomic
def save_rule(rule: SuggestionRule, by: Viewer, facts: dict[str, Any]) -> SuggestionRule:
    """Write ``facts`` into ``rule``, which may be new: then it comes last. Saving what is there already changes nothing."""
    before = told(rule) if rule.pk else {}
    if not rule.pk:
        rule.position = (SuggestionRule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    for name, value in facts.items():
        setattr(rule, name, value)
    if before and told(rule) == before:
        return rule
    rule.save()
    rule.refresh_from_db()
    _note(rule, RuleChange.Action.CHANGED if before else RuleChange.Action.MADE, by, before, told(rule))
    return rule


@transaction.atomic
def switch_rule(rule: SuggestionRule, by: Viewer, *, on: bool) -> None:
    if rule.enabled == on:
        return
    rule.enabled = on
    rule.save(update_fields=["enabled"])
    _note(rule, RuleChange.Action.ON if on else RuleChange.Action.OFF, by, {"enabled": not on}, {"enabled": on})


@transaction.atomic
def move_rule(rule: SuggestionRule, by: Viewer, *, up: bool) -> None:
    """One place earlier or later; nothing happens at the end of the list."""
    ordered = list(SuggestionRule.objects.select_for_update().order_by("position", "pk"))
    place = next(number for number, other in enumerate(ordered) if other.pk == rule.pk)
    goal = place - 1 if up else place + 1
    if not 0 <= goal < len(ordered):
        return
    ordered[place], ordered[goal] = ordered[goal], ordered[place]
    for number, other in enumerate(ordered, 1):
        other.position = number
    SuggestionRule.objects.bulk_update(ordered, ["position"])
    _note(rule, RuleChange.Action.MOVED, by, {"position": place + 1}, {"position": goal + 1})


@transaction.atomic
def delete_rule(rule: SuggestionRule, by: Viewer) -> None:
    before = told(rule)
    _note(rule, RuleChange.Action.DELETED, by, before, {})
    rule.delete()


def told(rule: SuggestionRule) -> dict[str, Any]:
    """What the history keeps of a rule, as JSON can."""
    fields = {field.attname: getattr(rule, field.attname) for field in rule._meta.concrete_fields if field.attname not in NOT_TOLD}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in fields.items()}


def _note(rule: SuggestionRule, action: str, by: Viewer, before: dict[str, Any], after: dict[str, Any]) -> None:
    RuleChange.objects.create(
        subject=RuleChange.Subject.RULE, subject_id=rule.pk, name=rule.name, action=action, by_id=by.user_id, before=before, after=after
    )
    rules.kept.forget_after_commit()
