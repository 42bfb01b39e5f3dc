"""Second factors: an app that shows codes, a passkey or a security key. Recovery codes alone are none."""

from django.db.models import QuerySet


def second_factors(person_id: int) -> QuerySet:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=person_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


def has_second_factor(person_id: int) -> bool:
    return second_factors(person_id).exists()
