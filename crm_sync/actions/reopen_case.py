"""Open a closed case again; the inverse is `close_case`."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.events import record
from core.viewer import Viewer
from crm_sync.events import CaseReopened
from crm_sync.models import Case
from crm_sync.permissions import may_work_on_cases


@transaction.atomic
def reopen_case(case: Case, by: Viewer) -> Case:
    """
    Raises:
        PermissionDenied: ``by`` is not staff.
    """
    if not may_work_on_cases(by):
        raise PermissionDenied("only staff reopen cases")
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.is_closed:
        reopen(locked)
    return locked


def reopen(case: Case) -> None:
    """In the caller's transaction."""
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(state=Case.State.OPEN, resolution="", closed_at=None, changed_at=now)
    case.state, case.resolution, case.closed_at, case.changed_at = Case.State.OPEN, "", None, now
    record(CaseReopened(case.pk))
