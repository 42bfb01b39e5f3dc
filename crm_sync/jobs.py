"""Long work of the CRM room that a manager may ask for."""

from django.utils.translation import gettext_lazy as _

from core.jobs import Progress, job
from crm_sync.actions.follow_journeys import rebuild


@job("crm_sync.rebuild_deflection", label=_("Rebuild the deflection figures"))
def rebuild_deflection(progress: Progress) -> None:
    found = rebuild(lambda done, total: progress.step(done, total))
    message = f"{found.journeys} journeys, {found.changed} changed, {found.removed} removed"
    progress.step(found.journeys or 1, found.journeys or 1, message=message)
