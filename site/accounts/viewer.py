"""Who is looking: the frozen facts of a signed-in person, read in one query."""

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Value

from accounts.models import Consent, Expertise, User
from accounts.roles import ADMIN, EXPERT, MEMBER, ROLES
from accounts.second_factor import second_factors
from core.viewer import GUEST, Viewer

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

_CONFIRMED, _EXPERT, _ANALYTICS, _SECURED = ":confirmed", ":expert", ":analytics", ":secured"


def viewer_of(user: "AbstractBaseUser | AnonymousUser") -> Viewer:
    """The viewer that ``user`` is: one query, none for a guest.

    A suspended person keeps the name and loses every role; an unconfirmed, silenced or anonymised one may not post. Where staff need a
    second factor (``STAFF_MFA``), staff roles have no effect without one, by whichever door the person comes.
    """
    if not isinstance(user, User):
        return GUEST
    facts = _facts(user.pk)
    confirmed = _CONFIRMED in facts and not user.is_suspended and not user.is_anonymised
    roles = {fact for fact in facts if fact in ROLES}
    if user.is_superuser:
        roles.add(ADMIN)
    held_back = bool(roles) and settings.STAFF_MFA and _SECURED not in facts
    if held_back:
        roles = set()
    if confirmed:
        roles.add(MEMBER)
    if _EXPERT in facts:
        roles.add(EXPERT)
    if user.is_suspended or not user.is_active:
        roles, confirmed = set(), False
    return Viewer(
        user_id=user.pk,
        roles=frozenset(roles),
        trust=user.trust_level if confirmed else 0,
        language=user.language,
        timezone=user.timezone,
        name=user.name,
        may_post=confirmed and not user.is_silenced,
        analytics_consent=_ANALYTICS in facts,
        lacks_second_factor=held_back,
    )


def _facts(person_id: int) -> set[str]:
    roles = Group.objects.filter(user=person_id, name__in=ROLES).order_by().values_list("name")
    confirmed = EmailAddress.objects.filter(user=person_id, verified=True).order_by().values_list(Value(_CONFIRMED))
    expert = Expertise.objects.filter(person=person_id).order_by().values_list(Value(_EXPERT))
    analytics = (
        Consent.objects.filter(person=person_id, purpose=Consent.Purpose.ANALYTICS, withdrawn_at=None)
        .order_by()
        .values_list(Value(_ANALYTICS))
    )
    secured = second_factors(person_id).order_by().values_list(Value(_SECURED))
    return {fact for (fact,) in roles.union(confirmed, expert, analytics, secured)}
