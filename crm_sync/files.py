"""Files of cases: theirs who may see the case, or the reply in which they stand."""

from core.uploads import provide_readers
from core.viewer import Viewer
from crm_sync.models import Case, CaseReply
from crm_sync.permissions import may_see_reply

CASE, REPLY = "crm_sync.case", "crm_sync.reply"


def _sees_case(case_id: int, viewer: Viewer) -> bool:
    return Case.objects.visible_to(viewer).filter(pk=case_id).exists()


def _sees_reply(reply_id: int, viewer: Viewer) -> bool:
    reply = CaseReply.objects.select_related("case").filter(pk=reply_id).first()
    return reply is not None and may_see_reply(viewer, reply)


def register() -> None:
    provide_readers(CASE, _sees_case)
    provide_readers(REPLY, _sees_reply)
