"""The moderation app: it answers the admission port. Handlers are found by core."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from core.ports import admission
        from moderation.rules import decide

        admission.provide(decide)
