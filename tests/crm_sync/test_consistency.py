"""The checks find what they are for, and nothing in a healthy room."""

import pytest

from core.consistency import registered
from core.models import Delivery
from crm_sync.actions.open_case import escalate_thread
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.models import CaseReply, Journey, WebhookTarget
from tests.crm_sync.history import History

pytestmark = pytest.mark.django_db


def told(name):
    return list(registered[f"crm_sync.{name}"].find())


def test_a_lost_message_a_wrong_answer_and_a_wrong_class_are_found(question, agent, viewer, deliver_all):
    WebhookTarget.objects.create(name="Gone", url="http://127.0.0.1:9/", events=["case.opened", "case.replied"])
    case = escalate_thread("qa.question", question.pk, viewer(agent))
    reply_to_case(case, viewer(agent), "We send a technician.", public=True, nonce="1")
    deliver_all(may_fail=True)
    with History() as then:
        then.flush()
        then.see("token-001", question.pk)
    from crm_sync.actions.follow_journeys import follow
    from crm_sync.raw import Actor

    follow(Actor(token="token-001"))
    assert [told(name) for name in ("webhooks", "replies", "journeys")] == [[], [], []]

    Delivery.objects.filter(consumer="crm_sync.webhook_send").delete()
    CaseReply.objects.update(answer_id=10**6)
    Journey.objects.update(outcome="confirmed")

    assert [len(told(name)) for name in ("webhooks", "replies", "journeys")] == [2, 1, 1]
