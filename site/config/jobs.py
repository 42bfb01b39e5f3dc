"""Long work that crosses rooms, which people ask for."""

from django.utils.translation import gettext_lazy as _

from config.privacy import own_export
from core.jobs import Progress, job


@job(own_export.KIND, label=_("What we hold about you"))
def export_own_data(progress: Progress, person_id: int) -> None:
    own_export.make(person_id, progress)
