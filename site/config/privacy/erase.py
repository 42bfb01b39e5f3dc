"""Take a person out of the site: what is theirs alone goes, what others rely on stays under no name."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions.anonymise_person import anonymise_person
from accounts.models import User
from config.privacy import own_export
from config.privacy.rules import RULES, columns


@dataclass(slots=True)
class Receipt:
    """What was done, without saying to whom: ``name`` is the one that is left. Counts are rows by column."""

    name: str
    at: datetime
    deleted: dict[str, int] = field(default_factory=dict)
    cleared: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    handled: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        return asdict(self) | {"at": self.at.isoformat()}


@transaction.atomic
def erase(person: User) -> Receipt:
    """All or nothing; erasing again finds nothing more. The index, the CRM and the desk hear of it by `PersonAnonymised`."""
    receipt = Receipt("", timezone.now())
    for name, column in sorted(columns().items()):
        rows = column.model._base_manager.filter(**{column.name: person})
        if not (count := rows.count()):
            continue
        rule = RULES[name]
        getattr(receipt, rule.erased)[name] = count
        if rule.erased == "deleted":
            rows.delete()
        elif rule.erased == "cleared":
            rows.update(**{column.name: None})
    receipt.name = anonymise_person(person).username
    transaction.on_commit(lambda: own_export.remove(person.pk))
    return receipt


def keep(receipt: Receipt) -> str:
    """Put the receipt into ``erasures/`` in the data folder, and return its text."""
    folder = settings.PLAZA_DATA / "erasures"
    folder.mkdir(mode=0o700, exist_ok=True)
    text = json.dumps(receipt.plain(), indent=1)
    (folder / f"{receipt.name}.json").write_text(text + "\n", encoding="utf-8")
    return text
