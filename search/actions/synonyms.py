"""Add, switch, delete and import lines of synonyms. Each change is kept with who made it, and works from the next question on."""

from dataclasses import dataclass

from django.db import transaction

from core.viewer import Viewer
from search import synonyms
from search.models import RuleChange, Synonym
from search.synonyms import MOST_LINES, BadLine, parse

OFF = "#"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a text: lines added, lines that were there already, and (number, code) of those that can't be read."""

    added: int
    known: int
    refused: tuple[tuple[int, str], ...]


@transaction.atomic
def add_synonym(lang: str, text: str, by: Viewer) -> Synonym:
    """Add a line, tidied; one that is there already is switched on.

    Raises:
        BadLine: it is none, or there are too many.
    """
    line = str(parse(text))
    if Synonym.objects.count() >= MOST_LINES:
        raise BadLine("many")
    synonym, made = Synonym.objects.get_or_create(lang=lang, line=line)
    if made:
        _note(synonym, RuleChange.Action.MADE, by, {}, {"lang": lang, "line": line})
    else:
        switch_synonym(synonym, by, on=True)
    return synonym


@transaction.atomic
def switch_synonym(synonym: Synonym, by: Viewer, *, on: bool) -> None:
    if synonym.enabled == on:
        return
    synonym.enabled = on
    synonym.save(update_fields=["enabled"])
    _note(synonym, RuleChange.Action.ON if on else RuleChange.Action.OFF, by, {"enabled": not on}, {"enabled": on})


@transaction.atomic
def delete_synonym(synonym: Synonym, by: Viewer) -> None:
    _note(synonym, RuleChange.Action.DELETED, by, {"lang": synonym.lang, "line": synonym.line}, {})
    synonym.delete()


@transaction.atomic
def import_synonyms(lang: str, text: str, by: Viewer) -> Imported:
    """Add every line of ``text``, in Solr's format; empty ones and comments are passed over, what is there stays."""
    known = set(Synonym.objects.filter(lang=lang).values_list("line", flat=True))
    room = MOST_LINES - Synonym.objects.count()
    fresh: dict[str, None] = {}
    refused: list[tuple[int, str]] = []
    again = 0
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip() or raw.lstrip().startswith(OFF):
            continue
        try:
            line = str(parse(raw))
        except BadLine as error:
            refused.append((number, error.code))
            continue
        if line in known or line in fresh:
            again += 1
        elif len(fresh) >= room:
            refused.append((number, "many"))
        else:
            fresh[line] = None
    made = Synonym.objects.bulk_create(Synonym(lang=lang, line=line) for line in fresh)
    RuleChange.objects.bulk_create(
        _change(synonym, RuleChange.Action.MADE, by, {}, {"lang": lang, "line": synonym.line}) for synonym in made
    )
    synonyms.kept.forget_after_commit()
    return Imported(len(fresh), again, tuple(refused))


def _note(synonym: Synonym, action: str, by: Viewer, before: dict[str, object], after: dict[str, object]) -> None:
    _change(synonym, action, by, before, after).save()
    synonyms.kept.forget_after_commit()


def _change(synonym: Synonym, action: str, by: Viewer, before: dict[str, object], after: dict[str, object]) -> RuleChange:
    subject = RuleChange.Subject.SYNONYM
    told = {"name": synonym.line, "action": action, "by_id": by.user_id, "before": before, "after": after}
    return RuleChange(subject=subject, subject_id=synonym.pk, **told)
