"""Make a person nobody. There is no way back: what they wrote stays, who they were goes."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.events import PersonAnonymised
from accounts.models import ApiToken, Consent, Expertise, GivenRole, IdempotentResponse, User
from accounts.usernames import anonymous_username
from core import uploads
from core.events import record

SESSION_OWNER = "_auth_user_id"


@transaction.atomic
def anonymise_person(person: User) -> User:
    """Rename to ``anon-…`` and purge profile, addresses, roles, tokens and sessions; anonymising twice changes nothing.

    Content and counts stay. Whoever keeps copies elsewhere hears `PersonAnonymised`.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_anonymised:
        return person
    person.username = anonymous_username()
    person.email = person.display_name = person.bio = person.avatar = ""
    person.timezone = "UTC"
    person.theme = User.Theme.AUTO
    person.trust_level = person.days_visited = 0
    person.is_active = person.is_superuser = person.imported = False
    person.last_login = person.last_seen_on = None
    person.anonymised_at = timezone.now()
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    for owned in _owned_rows(person):
        owned.delete()
    Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=person.anonymised_at)
    _end_sessions(person.pk)
    uploads.erase(person.pk)
    record(PersonAnonymised(person.pk))
    return person


def _owned_rows(person: User):
    yield from (model.objects.filter(person=person) for model in (Expertise, GivenRole, ApiToken, IdempotentResponse))
    yield from (model.objects.filter(user=person) for model in (EmailAddress, SocialAccount, Authenticator, UserSession))


def _end_sessions(person_id: int) -> None:
    """Sessions don't say whose they are without decoding; guests have none, so there are few."""
    owned = [session.pk for session in Session.objects.iterator() if session.get_decoded().get(SESSION_OWNER) == str(person_id)]
    Session.objects.filter(pk__in=owned).delete()
