"""What must agree in the CRM room: nothing owed is forgotten, nothing private is in a thread, every class follows from its facts."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from core.consistency import check
from core.models import Delivery
from crm_sync.actions.follow_journeys import facts_in
from crm_sync.journeys import DEFINITION, classify
from crm_sync.models import CaseReply, Journey, WebhookMessage
from qa.models import Answer


@check("crm_sync.webhooks", label=_("Webhook messages that are owed and those that are on their way"))
def owed_messages_are_on_their_way() -> Iterator[str]:
    owed = WebhookMessage.objects.filter(delivered_at=None, withheld_at=None, target__active=True).order_by("pk")
    under_way = {
        payload["message_id"]
        for payload in Delivery.objects.filter(consumer="crm_sync.webhook_send", done_at=None).values_list("event__payload", flat=True)
    }
    for message in owed.iterator():
        if message.pk not in under_way:
            yield f"webhook message {message.pk} ({message.event}) has not arrived and nothing delivers it"


@check("crm_sync.replies", label=_("Agents' public replies and their answers in threads"))
def public_replies_are_the_agents_answers() -> Iterator[str]:
    replies = CaseReply.objects.filter(answer_id__isnull=False).order_by("pk")
    for reply in replies.iterator():
        answer = Answer.objects.filter(pk=reply.answer_id).first()
        if answer is None or answer.origin != Answer.Origin.AGENT or answer.author_id != reply.author_id:
            yield f"reply {reply.pk} says it became answer {reply.answer_id}, which is not its author's answer as an agent"
        elif not reply.public:
            yield f"private reply {reply.pk} is answer {reply.answer_id} in a thread"


@check("crm_sync.journeys", label=_("Classes of journeys and their facts"))
def classes_follow_from_facts() -> Iterator[str]:
    for journey in Journey.objects.filter(definition=DEFINITION).order_by("pk").iterator():
        if (right := classify(facts_in(journey))) != journey.outcome:
            yield f"journey {journey.number} is {journey.outcome}, its facts say {right}"
