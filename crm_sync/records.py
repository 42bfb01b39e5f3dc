"""Plain records of cases, leads and contacts, for connectors and webhooks: what may leave Plaza is decided here."""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings

from core.content import content
from core.uploads import attached
from core.viewer import HOUSE
from crm_sync.connectors.protocol import CaseRecord, ContactRecord, LeadRecord, ReplyRecord
from crm_sync.files import CASE
from crm_sync.ids import external_id
from crm_sync.models import Case, CaseReply, Contact, Lead


def case_record(case: Case) -> CaseRecord:
    """With all its replies, private ones too: a connector keeps them apart (`ReplyRecord.public`)."""
    return CaseRecord(
        external_id=case.external_id,
        number=case.number,
        subject=case.subject,
        description=_with_files(case),
        product=case.product,
        category=case.category,
        origin=case.origin,
        reason=case.reason,
        state=case.state,
        resolution=case.resolution,
        thread_url=thread_url(case),
        contact=contact_record(case.person_id),
        suggested=tuple(case.suggested),
        opened=tuple(case.opened),
        opened_at=case.opened_at,
        replies=tuple(_reply(reply) for reply in case.replies.select_related("author").order_by("at", "pk")),
    )


def lead_record(lead: Lead) -> LeadRecord:
    return LeadRecord(
        external_id=lead.external_id,
        name=lead.name,
        email=lead.email,
        source=lead.source,
        campaign=lead.campaign,
        note=lead.note,
        consent=lead.consent,
        opened_at=lead.opened_at,
    )


def contact_record(person_id: int) -> ContactRecord:
    """Name, address and language only of those who agreed to share their profile."""
    contact = Contact.objects.filter(person=person_id, shared=True).select_related("person").first()
    if contact is None or contact.person.is_anonymised:
        return ContactRecord(external_id(f"accounts.user:{person_id}"), {})
    person = contact.person
    profile = {"name": person.name, "username": person.username, "email": person.email, "language": person.language}
    return ContactRecord(contact.external_id, profile)


def thread_url(case: Case) -> str:
    """The absolute address of the case's thread; empty when it has none."""
    if case.thread_id is None or case.thread_kind not in content:
        return ""
    return urljoin(settings.BASE_URL, content[case.thread_kind].url(case.thread_id))


def thread_urls(cases: Iterable[Case]) -> dict[int, str]:
    """`thread_url` of many cases, by case id, in a number of queries that doesn't grow with them."""
    threads = {case.pk: (case.thread_kind, case.thread_id) for case in cases if case.thread_id is not None}
    cards = content.cards(set(threads.values()), HOUSE)
    return {pk: urljoin(settings.BASE_URL, cards[ref].url) if ref in cards else "" for pk, ref in threads.items()}


def _with_files(case: Case) -> str:
    """The description, and below it where its files are; only those who may see the case get them."""
    links = [f"{upload.original_name}: {urljoin(settings.BASE_URL, upload.get_absolute_url())}" for upload in attached(CASE, case.pk)]
    return "\n".join([case.description, "", *links]) if links else case.description


def _reply(reply: CaseReply) -> ReplyRecord:
    return ReplyRecord(external_id(f"crm.reply:{reply.pk}"), reply.author.name, reply.public, reply.body_text, reply.at)
