"""What a message says, as it is now: cases with what their customer agreed to share, content as guests see it."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from core.content import content
from core.ports.subjects import subjects
from core.viewer import GUEST
from crm_sync.ids import external_id
from crm_sync.models import Case, CaseReply, Contact, Lead, WebhookMessage
from crm_sync.records import contact_record, thread_url
from crm_sync.webhooks.names import ERASED, GONE, OF_THE_CRM


def payload(message: WebhookMessage) -> dict[str, Any]:
    """``{type, timestamp, data}``, with the object as it is now."""
    data = _of_the_crm(message) if message.event.startswith(OF_THE_CRM) else _of_the_site(message)
    return {"type": message.event, "timestamp": _iso(message.made_at), "data": data}


def is_public(message: WebhookMessage) -> bool:
    """Whether its target may hear of it now. The CRM's own messages go to the company's systems, whoever may read what they say."""
    if message.event.startswith(OF_THE_CRM) or message.kind == ERASED:
        return True
    if message.event in GONE:
        return not _guests_see(message) and _is_known(message)
    return _guests_see(message)


def _guests_see(message: WebhookMessage) -> bool:
    if message.kind in content:
        return content[message.kind].card(message.object_id, GUEST) is not None
    return bool(subjects([(message.kind, message.object_id)], GUEST))


def _is_known(message: WebhookMessage) -> bool:
    """The last that the target heard of it, or is still to hear when the message is made, is that it was public."""
    earlier = WebhookMessage.objects.filter(target=message.target, kind=message.kind, object_id=message.object_id, withheld_at=None)
    if message.pk is not None:
        earlier = earlier.filter(pk__lt=message.pk, attempts__isnull=False)
    last = earlier.order_by("-pk").values_list("event", flat=True).first()
    return last is not None and last not in GONE


def _of_the_site(message: WebhookMessage) -> dict[str, Any]:
    """Ids and public addresses. Who did it is not told: the address shows what guests may know."""
    ref = (message.kind, message.object_id)
    data: dict[str, Any] = {"kind": message.kind, "id": message.object_id, **message.facts}
    if message.kind == ERASED:
        return data | {"external_id": str(external_id(f"accounts.user:{message.object_id}"))}
    if message.event in GONE:
        return data
    if message.kind not in content:
        return data | {"url": _absolute(subjects([ref], GUEST)[ref].url)}
    thread = content[message.kind].thread(message.object_id)
    cards = content.cards({ref, thread}, GUEST)
    data |= {"url": _absolute(cards[ref].url), "lang": cards[ref].lang}
    if thread != ref and thread in cards:
        data["thread"] = {"kind": thread[0], "id": thread[1], "url": _absolute(cards[thread].url)}
    return data


def _of_the_crm(message: WebhookMessage) -> dict[str, Any]:
    data: dict[str, Any]
    if message.event == "case.replied":
        reply = CaseReply.objects.select_related("case", "author").get(pk=message.object_id, public=True)
        data = _case(reply.case) | {"reply": {"id": reply.pk, "by_staff": reply.by_staff, "text": reply.body_text, "at": _iso(reply.at)}}
    elif message.event.startswith("case."):
        data = _case(Case.objects.get(pk=message.object_id))
    elif message.event.startswith("lead."):
        lead = Lead.objects.get(pk=message.object_id)
        data = {"id": lead.pk, "external_id": str(lead.external_id), "source": lead.source, "campaign": lead.campaign}
        data |= {"name": lead.name, "email": lead.email, "note": lead.note} if lead.consent else {}
    else:
        contact = Contact.objects.get(pk=message.object_id)
        data = {"external_id": str(contact.external_id), "shared": contact.shared, **contact_record(contact.person_id).profile}
    return data


def _case(case: Case) -> dict[str, Any]:
    contact = contact_record(case.person_id)
    return {
        "id": case.pk,
        "number": case.number,
        "external_id": str(case.external_id),
        "state": case.state,
        "resolution": case.resolution,
        "subject": case.subject,
        "description": case.description,
        "product": case.product,
        "category": case.category,
        "origin": case.origin,
        "reason": case.reason,
        "thread_url": thread_url(case),
        "suggested": case.suggested,
        "opened": case.opened,
        "opened_at": _iso(case.opened_at),
        "contact": {"external_id": str(contact.external_id), **contact.profile},
    }


def _absolute(url: str) -> str:
    return urljoin(settings.BASE_URL, url)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
