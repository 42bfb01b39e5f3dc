"""The moderation app: it answers the ports of admission and decisions. Handlers are found by core."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from core.ports import admission, decisions
        from moderation.rules import decide
        from moderation.selectors import why_for_author

        admission.provide(decide)
        decisions.provide(why_for_author)
