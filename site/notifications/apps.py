"""The notifications as Django sees them: the room answers `core.mail`, hears which threads are opened, and what mail providers report."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from core import interactions
        from notifications import adapters, postmaster
        from notifications.live import thread_opened

        postmaster.register()
        adapters.connect()
        interactions.provide_viewed(thread_opened)
