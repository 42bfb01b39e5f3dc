"""Machina's app of what was read as Django sees it."""

from django.utils.translation import gettext_lazy as _
from machina.apps.forum_tracking.apps import ForumTrackingAppConfig as MachinaConfig


class ForumTrackingAppConfig(MachinaConfig):
    verbose_name = _("Forums read")
    default = True
    default_auto_field = "django.db.models.AutoField"  # as its migrations say: else Django wants to write new ones into machina

    def ready(self) -> None:
        """Machina's receivers stay silent: they belong to its views."""
