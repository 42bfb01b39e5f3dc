"""People of another community: without address or password, until the person claims the account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anyascii import anyascii
from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower

from accounts.models import User
from core.imports import Outcome, Pace, known, remember
from core.text import clean_line

PERSON = "accounts.person"
NAME_MAX, USERNAME_MAX, BIO_MAX = 80, 40, 600


@dataclass(frozen=True, slots=True)
class PersonRow:
    """``bio`` is plain text."""

    foreign_id: str
    name: str
    language: str
    joined: datetime
    last_seen: datetime | None = None
    bio: str = ""


def import_people(source: str, rows: Sequence[PersonRow], pace: Pace) -> Outcome:
    """Make those who are not here yet; they get no mail, sign in nowhere and earn their points by what they wrote."""
    here = known(source, PERSON, [row.foreign_id for row in rows])
    new = [row for row in rows if row.foreign_id not in here]
    if new:
        nobodys = make_password(None)
        with pace.writing():
            usernames = _free_usernames(source, new)
            made = User.objects.bulk_create(
                User(
                    username=usernames[row.foreign_id],
                    display_name=clean_line(row.name)[:NAME_MAX],
                    bio=row.bio[:BIO_MAX],
                    language=row.language,
                    password=nobodys,
                    imported=True,
                    date_joined=row.joined,
                    last_seen_on=row.last_seen.date() if row.last_seen else None,
                )
                for row in new
            )
            remember(source, PERSON, {row.foreign_id: person.pk for row, person in zip(new, made, strict=True)})
    return Outcome(len(new), len(rows) - len(new))


def _free_usernames(source: str, rows: Sequence[PersonRow]) -> dict[str, str]:
    """The display name spelled in letters that addresses take; with the foreign id behind it, then the source, where it is taken."""
    wishes = {row.foreign_id: _wishes(source, row) for row in rows}
    wished = {wish.lower() for some in wishes.values() for wish in some}
    taken = set(User.objects.annotate(lower=Lower("username")).filter(lower__in=wished).values_list("lower", flat=True))
    chosen = {}
    for foreign_id, some in wishes.items():
        chosen[foreign_id] = next(wish for wish in (*some, *_numbered(some[-1])) if wish.lower() not in taken)
        taken.add(chosen[foreign_id].lower())
    return chosen


def _wishes(source: str, row: PersonRow) -> list[str]:
    base = _spelled(row.name)[:USERNAME_MAX] or "member"
    number = _spelled(row.foreign_id)[:12] or "0"
    return [base, f"{base[:30]}-{number}", f"{base[:20]}-{_spelled(source)[:20]}-{number}"]


def _numbered(base: str) -> list[str]:
    return [f"{base}-{number}" for number in range(2, 1000)]


def _spelled(text: str) -> str:
    letters = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "-" for char in anyascii(text))
    return "-".join(part for part in letters.split("-") if part).strip("._-")
