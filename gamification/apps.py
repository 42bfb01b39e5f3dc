"""The gamification app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GamificationConfig(AppConfig):
    name = "gamification"
    verbose_name = _("Points and ranks")

    def ready(self) -> None:
        from gamification import facts

        facts.register()
