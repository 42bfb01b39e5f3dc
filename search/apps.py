"""Search: finds what the community knows, and suggests what already answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from core.ports import suggester
        from search import checks as checks
        from search import reporting
        from search.saved import subjects
        from search.selectors import consult
        from search.similar import duplicates, similar

        reporting.provide()
        subjects.register()
        suggester.provide(consult)
        suggester.provide_alike(similar, duplicates)
