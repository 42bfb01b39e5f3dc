"""The CRM room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmSyncConfig(AppConfig):
    name = "crm_sync"
    verbose_name = _("Customer support and deflection")

    def ready(self) -> None:
        from crm_sync import figures, files, subjects

        figures.provide()
        files.register()
        subjects.register()
