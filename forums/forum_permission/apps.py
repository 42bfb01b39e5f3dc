"""Machina's app of permissions as Django sees it."""

from django.utils.translation import gettext_lazy as _
from machina.apps.forum_permission.apps import ForumPermissionAppConfig as MachinaConfig


class ForumPermissionAppConfig(MachinaConfig):
    verbose_name = _("Forum permissions")
    default = True
    default_auto_field = "django.db.models.AutoField"  # as its migrations say: else Django wants to write new ones into machina
