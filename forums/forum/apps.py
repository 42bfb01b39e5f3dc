"""Machina's app of forums as Django sees it."""

from django.utils.translation import gettext_lazy as _
from machina.apps.forum.apps import ForumAppConfig as MachinaConfig


class ForumAppConfig(MachinaConfig):
    name = "forums.forum"
    verbose_name = _("Forums")
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Machina's receivers stay silent: they belong to its views."""
