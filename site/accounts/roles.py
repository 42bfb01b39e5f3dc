"""Roles of the community. The four staff roles are Django groups; member and expert follow from facts."""

from collections.abc import Iterable

AGENT = "agent"
MODERATOR = "moderator"
MANAGER = "manager"
ADMIN = "admin"

MEMBER = "member"
EXPERT = "expert"

ROLES = (AGENT, MODERATOR, MANAGER, ADMIN)


def staff_ids(ids: Iterable[int] | None = None) -> set[int]:
    """Ids of people with a staff role, among ``ids`` when given: one query."""
    from accounts.models import User

    people = User.objects.filter(groups__name__in=ROLES) | User.objects.filter(is_superuser=True)
    if ids is not None:
        people = people.filter(pk__in=list(ids))
    return set(people.values_list("pk", flat=True))
