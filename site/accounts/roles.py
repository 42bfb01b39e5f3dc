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

    among = {} if ids is None else {"pk__in": list(ids)}
    by_role = User.objects.filter(groups__name__in=ROLES, **among).values_list("pk", flat=True)
    # Apart, so that the first starts from the few who have a role.
    return set(by_role.union(User.objects.filter(is_superuser=True, **among).values_list("pk", flat=True)))
