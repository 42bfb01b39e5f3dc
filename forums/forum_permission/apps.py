"""Machina's app of permissions as Django sees it."""

from typing import Any

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_permission.apps import ForumPermissionAppConfig as MachinaConfig

from core.planting import all_there


class ForumPermissionAppConfig(MachinaConfig):
    verbose_name = _("Forum permissions")
    default = True
    default_auto_field = "django.db.models.AutoField"  # as its migrations say: else Django wants to write new ones into machina

    def ready(self) -> None:
        super().ready()
        from machina.apps.forum_permission import receivers

        # Machina's own listener doesn't bear that another room is migrated alone, before its tables are there.
        post_migrate.disconnect(receivers.create_global_permissions)
        post_migrate.connect(self._plant, sender=self, dispatch_uid="forums.permissions")

    def _plant(self, **kwargs: Any) -> None:
        from machina.apps.forum_permission import receivers

        if all_there(self.get_model("ForumPermission")):
            receivers.create_permissions()
