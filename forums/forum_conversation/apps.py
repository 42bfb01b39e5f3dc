"""Machina's app of topics and posts as Django sees it."""

from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.apps import ForumConversationAppConfig as MachinaConfig


class ForumConversationAppConfig(MachinaConfig):
    name = "forums.forum_conversation"
    verbose_name = _("Forum conversations")
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Machina's receivers stay silent: they belong to its views."""
