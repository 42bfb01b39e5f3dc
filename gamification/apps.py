"""The gamification app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GamificationConfig(AppConfig):
    name = "gamification"
    verbose_name = _("Points, badges and contests")

    def ready(self) -> None:
        from gamification import facts, subjects
        from gamification.badges.plant import plant

        facts.register()
        subjects.register()
        post_migrate.connect(plant, sender=self, dispatch_uid="gamification.badges")
