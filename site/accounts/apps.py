"""The accounts app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _make_role_groups(using: str, **_kwargs: Any) -> None:
    from django.contrib.auth.models import Group

    from accounts.roles import ROLES

    for role in ROLES:
        Group.objects.using(using).get_or_create(name=role)


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        # After every migrate, and after the flush between transactional tests, the role groups exist.
        post_migrate.connect(_make_role_groups, sender=self, dispatch_uid="accounts.roles")
        from allauth.mfa.signals import authenticator_added

        from accounts import adapters, facts, reachable
        from accounts.idempotency import Store
        from core.api import provide_idempotency

        facts.register()
        reachable.register()
        provide_idempotency(Store())
        authenticator_added.connect(adapters.end_weaker_sessions, dispatch_uid="accounts.end_weaker_sessions")
