"""The insights room as Django sees it: pages over figures, no tables of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    name = "insights"
    verbose_name = _("Insights")

    def ready(self) -> None:
        from insights import questions, searches

        questions.provide()
        searches.provide()
