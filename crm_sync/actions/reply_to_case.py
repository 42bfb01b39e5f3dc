"""Reply to a case: publicly to the customer, or privately among staff."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import mail
from core.events import record
from core.text import render_markdown
from core.uploads import tie
from core.viewer import Viewer
from crm_sync.actions.reopen_case import reopen
from crm_sync.events import CaseReplied
from crm_sync.files import REPLY
from crm_sync.models import Case, CaseReply
from crm_sync.permissions import is_customer, may_work_on_cases
from crm_sync.threads import post_public_reply


@transaction.atomic
def reply_to_case(case: Case, by: Viewer, body: str, *, public: bool, nonce: str) -> CaseReply:
    """The reply of this ``nonce``, written once. An agent's public one becomes their answer in the thread; a private one never leaves.

    Raises:
        PermissionDenied: ``by`` is neither staff nor the customer, or a customer asks for a private reply.
    """
    staff = may_work_on_cases(by)
    if by.user_id is None or not (staff or (public and is_customer(by, case))):
        raise PermissionDenied("only staff and the customer reply")
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if earlier := CaseReply.objects.filter(case=locked, author=by.user_id, nonce=nonce).first():
        return earlier
    rendered = render_markdown(body, trust=by.trust)
    reply = CaseReply.objects.create(
        case=locked,
        author_id=by.user_id,
        public=public,
        by_staff=staff,
        nonce=nonce,
        body_source=rendered.source,
        body_format=rendered.format,
        body_html=rendered.html,
        body_text=rendered.text,
        renderer=rendered.renderer,
    )
    tie(REPLY, reply.pk, rendered.html, by=by)
    if staff and public and locked.thread_id is not None:
        reply.answer_id = post_public_reply(locked.thread_id, by, body, f"case-reply-{reply.pk}")
        reply.save(update_fields=["answer_id"])
    if locked.is_closed and not staff:
        reopen(locked)
    else:
        _move(locked, staff=staff, public=public)
    record(CaseReplied(reply.pk, locked.pk))
    return reply


def mail_customer(reply_id: int) -> None:
    """Tell the customer that the company replied, once. Of a private reply nobody hears."""
    reply = CaseReply.objects.select_related("case", "author").get(pk=reply_id)
    case = reply.case
    if not (reply.public and reply.by_staff) or case.person_id == reply.author_id:
        return
    context = {
        "subject": case.subject,
        "number": case.number,
        "text": reply.body_text,
        "url": urljoin(settings.BASE_URL, case.get_absolute_url()),
    }
    mail.send(case.person_id, "case_replied", context, key=f"crm_sync.reply:{reply.pk}")


def _move(case: Case, *, staff: bool, public: bool) -> None:
    """Whose turn it is now. A closed case stays closed when staff add to it."""
    state = case.state
    if not case.is_closed:
        state = Case.State.WAITING if staff and public else Case.State.OPEN
    Case.objects.filter(pk=case.pk).update(state=state, changed_at=timezone.now())
