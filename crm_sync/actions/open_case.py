"""Open a case: from a thread (staff, the asker, or a rule) or from the support form."""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core import interactions
from core.content import Card, content
from core.events import record
from core.models import Interaction, Upload
from core.uploads import attach
from core.viewer import HOUSE, Viewer
from crm_sync.actions.reopen_case import reopen
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.events import CaseOpened, FormSent
from crm_sync.files import CASE
from crm_sync.ids import external_id
from crm_sync.models import Case
from crm_sync.permissions import may_open_case, may_work_on_cases
from crm_sync.threads import KINDS, thread_of

REFS_KEPT = 20


class NoThread(LookupError):
    """There is no such thread, or none that can become a case."""


def escalate_thread(kind: str, id: int, by: Viewer, reason: str = "") -> Case:
    """The one case of the thread that this content belongs to; escalating twice gives the same case.

    Raises:
        PermissionDenied: ``by`` is not staff.
        NoThread: nothing there can become a case.
    """
    if not may_work_on_cases(by):
        raise PermissionDenied("only staff escalate")
    return _from_thread(kind, id, Case.Origin.STAFF, by, reason)


def open_for_asker(question_id: int, by: Viewer, reason: str = "") -> Case:
    """The asker's own wish. Their case is opened again if it was closed.

    Raises:
        PermissionDenied: the question is somebody else's.
        NoThread: there is no such question.
    """
    card = content["qa.question"].card(question_id, by)
    if card is None:
        raise NoThread(question_id)
    if by.user_id is None or card.author_id != by.user_id:
        raise PermissionDenied("only the asker")
    return _from_thread("qa.question", question_id, Case.Origin.ASKER, by, reason)


def open_by_rule(question_id: int, reason: str) -> Case:
    return _from_thread("qa.question", question_id, Case.Origin.RULE, HOUSE, reason)


def open_from_form(
    by: Viewer,
    *,
    subject: str,
    description: str,
    product: str = "",
    category: str = "",
    journey: str = "",
    thread: str = "",
    nonce: str,
    files: Sequence[Upload] = (),
) -> Case:
    """A member's own case. The same form sent twice (``nonce``) gives the same case.

    ``files`` are the member's own uploads; they follow the case. ``thread`` is the ref of the page they came from: their own thread's one
    case is the one opened, somebody else's is noted as read.

    Raises:
        PermissionDenied: ``by`` has no confirmed address, or is silenced.
    """
    if not may_open_case(by):
        raise PermissionDenied("only confirmed members open cases")
    nonce_key = external_id(f"crm.form:{by.user_id}:{nonce}")
    card = _card(thread, by)
    own = card is not None and card.author_id == by.user_id
    suggested, opened = _shown(journey)
    if card and not own:
        opened = list(dict.fromkeys([card.key, *opened]))
    if own and (existing := Case.objects.filter(thread_kind=card.kind, thread_id=card.id).first()):
        reply_key = f"form-{nonce}"[:64]
        attach(CASE, existing.pk, files)
        return _add_to(existing, by, f"{subject}\n\n{description}", reply_key)
    tied = by.analytics_consent

    def write() -> Case:
        case = Case.objects.create(
            external_id=external_id(card.key) if own else nonce_key,
            thread_kind=card.kind if own else "",
            thread_id=card.id if own else None,
            person_id=by.user_id,
            subject=subject,
            description=description,
            product=product,
            category=category,
            origin=Case.Origin.FORM,
            journey=journey[:40] if tied else "",
            suggested=suggested,
            opened=opened,
            opened_by_id=by.user_id,
        )
        attach(CASE, case.pk, files)
        record(CaseOpened(case.pk, case.person_id))
        # Without consent the journey must not lead to the person, and a case would.
        record(FormSent(journey[:40], "support", "crm.case", case.pk if tied else 0, by.user_id if tied else None))
        return case

    return _once({"external_id": external_id(card.key) if own else nonce_key}, write)


def _from_thread(kind: str, id: int, origin: Case.Origin, by: Viewer, reason: str) -> Case:
    thread = thread_of(kind, id)
    card = content[thread[0]].card(thread[1], by) if thread else None
    if thread is None or card is None or card.author_id is None:
        raise NoThread(f"{kind}:{id}")

    def write() -> Case:
        case = Case.objects.create(
            external_id=external_id(f"{thread[0]}:{thread[1]}"),
            thread_kind=thread[0],
            thread_id=thread[1],
            person_id=card.author_id,
            subject=card.title[:300],
            description=card.excerpt,
            category=card.tags[0] if card.tags else "",
            origin=origin,
            reason=reason[:500],
            opened_by_id=by.user_id,
        )
        record(CaseOpened(case.pk, case.person_id))
        return case

    case = _once({"thread_kind": thread[0], "thread_id": thread[1]}, write)
    if case.is_closed:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            if locked.is_closed:
                reopen(locked)
            case = locked
    return case


def _once(key: dict, write: Callable[[], Case]) -> Case:
    """The case under this unique key, written if there is none: two at once end with one."""
    try:
        with transaction.atomic():
            return Case.objects.filter(**key).first() or write()
    except IntegrityError:
        return Case.objects.get(**key)


def _add_to(case: Case, by: Viewer, text: str, nonce: str) -> Case:
    """The thread had its case already: what the form says is the customer's next message on it."""
    reply_to_case(case, by, text, public=True, nonce=nonce)
    case.refresh_from_db()
    return case


def _card(ref: str, by: Viewer) -> Card | None:
    kind, _, number = ref.rpartition(":")
    if kind not in KINDS or not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    return content[kind].card(int(number), by)


def _shown(journey: str) -> tuple[list[str], list[str]]:
    """Refs that this journey was suggested, and those it opened, in order, so that the agent needn't ask."""
    if not journey:
        return [], []
    interactions.flush()
    rows = Interaction.objects.filter(journey=journey).exclude(ref_kind="").order_by("at", "id")
    found: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for kind, ref_kind, ref_id in rows.values_list("kind", "ref_kind", "ref_id")[:500]:
        found[kind in ("open", "dwell", "view")][f"{ref_kind}:{ref_id}"] = None
    return list(found[False])[:REFS_KEPT], list(found[True])[:REFS_KEPT]
