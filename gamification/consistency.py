"""Totals agree with the ledger (`manage.py recount` proves the ledger itself), awards with their rules, contests with their votes."""

from collections.abc import Iterator

from django.db.models import Count, F, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.consistency import check
from gamification.actions.award import earned_by, rules_in_use
from gamification.chunks import shares
from gamification.models import Award, BadgeDue, ContestVote, Entry, PersonPoints, PointsEntry

PEOPLE = 2000
"""Whose histories are in memory at once."""


@check("gamification.totals", label=_("Totals of points and the ledger"))
def totals_are_the_ledgers() -> Iterator[str]:
    counted = dict(PointsEntry.objects.order_by().values_list("person").annotate(Sum("points")))
    for person_id, total in PersonPoints.objects.order_by("pk").values_list("person", "total").iterator():
        if (right := counted.pop(person_id, 0)) != total:
            yield f"person {person_id} has {total} points, the ledger {right}"
    for person_id, right in counted.items():
        yield f"person {person_id} has no total, the ledger {right}"


@check("gamification.awards", label=_("Badges and what earned them"))
def awards_are_their_rules() -> Iterator[str]:
    """Missing awards, and those that the rule would have taken back. What was given by hand or revoked by hand is as people decided;
    who is noted to be looked at (after an import) is nobody's mistake yet."""
    badges = rules_in_use()
    settled = User.objects.filter(anonymised_at=None).exclude(pk__in=BadgeDue.objects.values("person"))
    people = settled.order_by("pk").values_list("pk", flat=True)
    for share in shares(people.iterator(chunk_size=2000), PEOPLE):
        due = {(badge.pk, person_id, one.key) for badge, person_id, one in earned_by(badges, share)}
        rows = Award.objects.filter(badge__in=badges, person__in=share)
        known = {(award.badge_id, award.person_id, award.key): award for award in rows}
        for badge_id, person_id, key in sorted(due - known.keys()):
            yield f"person {person_id} earned badge {badge_id} ({key}) and doesn't hold it"
        going = {badge.pk for badge in badges if badge.withdraws}
        for ref, award in known.items():
            if award.standing and award.by_rule and award.badge_id in going and ref not in due:
                yield f"person {award.person_id} holds badge {award.badge_id} ({award.key}) and hasn't earned it"


@check("gamification.contest_votes", label=_("Votes of contests and their totals"))
def contest_votes_add_up() -> Iterator[str]:
    for entry in Entry.objects.annotate(counted=Count("cast")).exclude(votes=F("counted")).order_by("pk"):
        yield f"entry {entry.pk} has {entry.votes} votes, counted {entry.counted}"
    given = ContestVote.objects.filter(entry__withdrawn_at=None).values("entry__contest", "person", "entry__contest__votes_each")
    for row in given.annotate(used=Count("pk")).filter(used__gt=F("entry__contest__votes_each")).order_by():
        yield f"person {row['person']} gave {row['used']} votes in contest {row['entry__contest']}, of {row['entry__contest__votes_each']}"
