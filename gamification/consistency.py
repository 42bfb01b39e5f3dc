"""Totals agree with the ledger. (That the ledger agrees with its causes is for `manage.py recount` to prove.)"""

from collections.abc import Iterator

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core.consistency import check
from gamification.models import PersonPoints, PointsEntry


@check("gamification.totals", label=_("Totals of points and the ledger"))
def totals_are_the_ledgers() -> Iterator[str]:
    counted = dict(PointsEntry.objects.order_by().values_list("person").annotate(Sum("points")))
    for person_id, total in PersonPoints.objects.order_by("pk").values_list("person", "total").iterator():
        if (right := counted.pop(person_id, 0)) != total:
            yield f"person {person_id} has {total} points, the ledger {right}"
    for person_id, right in counted.items():
        yield f"person {person_id} has no total, the ledger {right}"
