"""The fence to allauth's providers: whom they make, what their word is worth here, and what happens when they don't answer."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from requests import RequestException

from accounts.actions.sync_roles import sync_roles
from accounts.forms import NAME_MAX
from accounts.models import User

UNREACHABLE = 503


class SocialAdapter(DefaultSocialAccountAdapter):
    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Name and language for a new member. The user name is made of the name, never taken from the provider."""
        person = super().populate_user(request, sociallogin, data | {"username": ""})
        full = " ".join(part for part in (data.get("first_name"), data.get("last_name")) if part)
        name = data.get("name") or full or data.get("username") or ""
        person.display_name = " ".join("".join(char for char in name if char.isprintable()).split())[:NAME_MAX]
        person.language = (get_language() or User.Language.ES)[:2]
        return person

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """An account is opened by its address only where the operator trusts the provider, and both sides have confirmed the address."""
        found = super().authenticate_by_email(sociallogin)
        if found is None or not EmailAddress.objects.filter(user=found[0], email__iexact=found[1], verified=True).exists():
            return None
        return found

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(unreachable(request, provider.name))


def unreachable(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "socialaccount/unreachable.html", {"name": name}, status=UNREACHABLE)


def name_of(provider_id: str) -> str:
    """What our button calls it; empty for one that isn't configured."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return next((app["name"] for app in apps if app["provider_id"] == provider_id), "")


def leaving(request: HttpRequest, url: str) -> HttpResponse:
    """Goes on to ``url``, also without JavaScript."""
    return render(request, "socialaccount/leaving.html", {"url": url, "host": urlsplit(url).hostname})


def take_roles(sociallogin: SocialLogin, person: User) -> set[str]:
    """Bring the roles from this provider up to date; those that it gives are returned."""
    app = sociallogin.account.get_provider().app
    facts = app.settings if app else {}
    roles_of = facts.get("group_roles", {})
    groups = groups_in(sociallogin.account.extra_data, facts.get("groups_claim", "groups"))
    return sync_roles(person, sociallogin.account.provider, groups, roles_of)


def groups_in(said: dict[str, Any], claim: str) -> list[str]:
    """The groups that a provider names under ``claim`` (``groups``, or ``realm_access.roles``); none when it says nothing of the kind."""
    for part in ("userinfo", "id_token"):
        groups = _at(said.get(part), claim)
        if isinstance(groups, str):
            return [groups]
        if isinstance(groups, Iterable):
            return [group for group in groups if isinstance(group, str)]
    return []


def _at(said: Any, claim: str) -> Any:
    if isinstance(said, dict) and claim in said:
        return said[claim]
    for step in claim.split("."):
        said = said.get(step) if isinstance(said, dict) else None
    return said
