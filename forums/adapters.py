"""The fence to machina and Django's admin: what they send as signals becomes ours here."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save

from core.events import record
from forums.events import AudienceChanged
from forums.planting import plant


def connect(config: AppConfig) -> None:
    """Defaults are planted after each migration; a change of permissions is told to whoever keeps copies of topics."""
    post_migrate.connect(plant, sender=config, dispatch_uid="forums.planting")
    for name in ("UserForumPermission", "GroupForumPermission"):
        model = apps.get_model("forum_permission", name)
        for signal in (post_save, post_delete):
            signal.connect(tell_of_audience, sender=model, dispatch_uid=f"forums.audience.{name}.{id(signal)}")


def tell_of_audience(**kwargs: Any) -> None:
    """Somebody edits a forum's permissions in the admin; a fixture that is loaded tells nothing."""
    if not kwargs.get("raw"):
        with transaction.atomic():
            record(AudienceChanged())
