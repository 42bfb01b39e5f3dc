"""Close a case; its inverse is `reopen_case`."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.events import record
from core.viewer import Viewer
from crm_sync.events import CaseClosed
from crm_sync.models import Case
from crm_sync.permissions import may_work_on_cases
from crm_sync.threads import accept_reply


@transaction.atomic
def close_case(case: Case, by: Viewer, resolution: str, *, accept: bool = False) -> Case:
    """Close with a resolution. ``accept``: closing as solved accepts the agent's last answer in the thread, if the asker chose none.

    Raises:
        PermissionDenied: ``by`` is not staff.
        ValueError: there is no such resolution.
    """
    if not may_work_on_cases(by):
        raise PermissionDenied("only staff close cases")
    if resolution not in Case.Resolution.values:
        raise ValueError(resolution)
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.is_closed:
        return locked
    now = timezone.now()
    locked.state, locked.resolution, locked.closed_at, locked.changed_at = Case.State.CLOSED, resolution, now, now
    locked.save(update_fields=["state", "resolution", "closed_at", "changed_at"])
    if accept and resolution == Case.Resolution.SOLVED:
        answers = locked.replies.filter(public=True, answer_id__isnull=False).order_by("-at", "-pk")
        if last := answers.first():
            accept_reply(last.answer_id or 0, by)
    record(CaseClosed(locked.pk))
    return locked
