"""The fence to machina and Django's admin: what they send as signals becomes ours here."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save

from core import guest_pages
from core.events import record
from core.visitor import read_again
from forums.events import AudienceChanged
from forums.models import Forum
from forums.planting import plant

READERS = "forums-readers"
"""The subject of every guest's page that depends on who may read which forum."""


def connect(config: AppConfig) -> None:
    """Defaults are planted after each migration; a change of forums or permissions is told to whoever keeps copies of topics."""
    post_migrate.connect(plant, sender=config, dispatch_uid="forums.planting")
    for model in (apps.get_model("forum_permission", "UserForumPermission"), apps.get_model("forum_permission", "GroupForumPermission")):
        post_save.connect(tell_of_audience, sender=model, dispatch_uid=f"forums.saved.{model.__name__}")
        post_delete.connect(tell_of_audience, sender=model, dispatch_uid=f"forums.deleted.{model.__name__}")
    post_save.connect(tell_of_forum, sender=Forum, dispatch_uid="forums.saved.forum")


def tell_of_audience(**kwargs: Any) -> None:
    """Somebody edits permissions in the admin; a fixture that is loaded tells nothing."""
    read_again()
    if kwargs.get("raw"):
        return
    with transaction.atomic():
        record(AudienceChanged())
        transaction.on_commit(lambda: guest_pages.forget([READERS]))


def tell_of_forum(**kwargs: Any) -> None:
    """A forum that was renamed, or put elsewhere, changes the addresses and perhaps the readers of its topics; a new one has none."""
    read_again()
    if not kwargs.get("created"):
        tell_of_audience(**kwargs)
