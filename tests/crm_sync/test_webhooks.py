"""Outgoing webhooks: signed, at least once under one id, late when the target is down, never lost."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from standardwebhooks import Webhook

from core.events import relay
from core.models import Delivery
from crm_sync.actions.open_case import escalate_thread, open_from_form
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.models import WebhookAttempt, WebhookMessage, WebhookTarget
from crm_sync.selectors import sync_page
from crm_sync.webhooks import send

pytestmark = pytest.mark.django_db

OF_THE_CRM = ["case.opened", "case.reopened", "case.replied", "case.closed", "lead.opened", "contact.changed"]


@pytest.fixture
def target(receiver):
    return WebhookTarget.objects.create(name="The ERP", url=receiver.url, events=OF_THE_CRM)


def types(receiver):
    return [json.loads(body)["type"] for _headers, body in receiver.received]


def test_what_happens_is_told_once_and_signed(target, receiver, question, agent, viewer, deliver_all):
    case = escalate_thread("qa.question", question.pk, viewer(agent), "A safety matter")
    deliver_all()

    ((headers, body),) = receiver.received
    told = Webhook(target.secret).verify(body, {name.lower(): value for name, value in headers.items()})
    assert (told["type"], told["data"]["external_id"], told["data"]["number"]) == ("case.opened", str(case.external_id), case.number)
    assert told["data"]["thread_url"].endswith(question.get_absolute_url())
    assert WebhookMessage.objects.get().delivered_at is not None


def test_a_profile_leaves_only_with_consent(target, receiver, customer, viewer, deliver_all):
    from accounts.models import Consent
    from crm_sync.actions.open_lead import keep_contact

    open_from_form(viewer(customer), subject="It leaks", description="x", nonce="1")
    deliver_all()
    Consent.objects.create(person=customer, purpose="crm", version="1", how="settings")
    keep_contact(customer.pk)
    open_from_form(viewer(customer), subject="It leaks again", description="x", nonce="2")
    deliver_all()

    bodies = [json.loads(body) for _headers, body in receiver.received]
    opened = [body["data"]["contact"] for body in bodies if body["type"] == "case.opened"]
    assert [("email" in contact) for contact in opened] == [False, True]


def test_target_down_is_late_and_visible_then_delivered_once_when_it_comes_back(
    target, receiver, question, agent, viewer, client_for, deliver_all
):
    receiver.stop()
    now = timezone.now()
    with time_machine.travel(now, tick=True):
        escalate_thread("qa.question", question.pk, viewer(agent))
        deliver_all(may_fail=True)

    with time_machine.travel(now + timedelta(minutes=2), tick=True):
        page = sync_page()
        assert (page.is_late, page.waiting, [row.to for row in page.late]) == (True, 1, ["The ERP"])
        shown = client_for(agent).get("/support/sync/").content.decode()
        assert "The ERP" in shown
        assert "1 delivery is late" in shown

        receiver.start()
        deliver_all(may_fail=True)
        deliver_all(may_fail=True)

    assert types(receiver) == ["case.opened"]
    attempts = WebhookAttempt.objects.order_by("pk")
    assert attempts.last().status == 200
    assert [bool(attempt.error) for attempt in attempts][-1] is False
    assert (sync_page().waiting, sync_page().is_late) == (0, False)


def test_each_try_has_the_same_id(target, receiver, question, agent, viewer, deliver_all):
    receiver.answer = 503
    now = timezone.now()
    with time_machine.travel(now, tick=True):
        escalate_thread("qa.question", question.pk, viewer(agent))
        deliver_all(may_fail=True)
    receiver.answer = 204
    with time_machine.travel(now + timedelta(minutes=5), tick=True):
        deliver_all(may_fail=True)

    ids = {headers["webhook-id"] for headers, _body in receiver.received}
    assert (len(receiver.received) >= 2, len(ids)) == (True, 1)
    assert list(WebhookAttempt.objects.order_by("pk").values_list("status", flat=True))[-1] == 204


def test_a_message_that_arrived_is_never_sent_again(target, receiver, question, agent, viewer, deliver_all):
    escalate_thread("qa.question", question.pk, viewer(agent))
    deliver_all()

    send(WebhookMessage.objects.get().pk)

    assert len(receiver.received) == 1


def test_a_target_down_holds_up_no_other(target, receiver, question, agent, viewer, deliver_all):
    WebhookTarget.objects.create(name="Gone", url="http://127.0.0.1:9/")

    escalate_thread("qa.question", question.pk, viewer(agent))
    deliver_all(may_fail=True)

    assert types(receiver) == ["case.opened"]


def test_given_up_ones_wait_for_a_manager_to_try_again(
    target, receiver, question, agent, manager, viewer, client_for, deliver_all, settings
):
    settings.RELAY_MAX_ATTEMPTS = 1
    receiver.answer = 500
    escalate_thread("qa.question", question.pk, viewer(agent))
    deliver_all(may_fail=True)
    assert "was given up" in client_for(agent).get("/support/sync/").content.decode()
    assert client_for(agent).post("/support/sync/replay/").status_code == 403

    receiver.answer = 200
    dead = Delivery.objects.get(dead_at__isnull=False)
    client_for(manager).post("/support/sync/replay/", {"delivery": dead.pk})
    deliver_all()

    assert types(receiver) == ["case.opened", "case.opened"]
    assert "Everything has arrived" in client_for(agent).get("/support/sync/").content.decode()


def test_private_replies_are_told_to_nobody(target, receiver, question, agent, viewer, deliver_all):
    case = escalate_thread("qa.question", question.pk, viewer(agent))
    reply_to_case(case, viewer(agent), "Refund up to 900 pesos", public=False, nonce="1")
    reply_to_case(case, viewer(agent), "We send a technician.", public=True, nonce="2")
    deliver_all()

    assert sorted(types(receiver)) == ["case.opened", "case.replied"]
    assert not any(b"900 pesos" in body for _headers, body in receiver.received)


def test_a_target_hears_only_what_it_wants(target, receiver, question, agent, viewer, deliver_all):
    WebhookTarget.objects.update(events=["case.closed"])

    escalate_thread("qa.question", question.pk, viewer(agent))
    deliver_all()

    assert receiver.received == []


def test_private_addresses_are_not_called(question, agent, viewer, deliver_all):
    WebhookTarget.objects.create(name="Inside", url="http://169.254.169.254/latest/")

    escalate_thread("qa.question", question.pk, viewer(agent))
    deliver_all(may_fail=True)

    assert "RefusedAddress" in WebhookAttempt.objects.first().error


def test_a_worker_killed_after_sending_sends_again_under_the_same_id(target, receiver, question, agent, viewer, deliver_all, monkeypatch):
    """The crash between the answer and its note: the target sees the id twice, and that is what the id is for."""
    settle = relay.settle
    monkeypatch.setattr(relay, "settle", lambda delivery: settle(delivery) if delivery.consumer != "crm_sync.webhook_send" else False)
    escalate_thread("qa.question", question.pk, viewer(agent))
    for delivery in relay.claim("killed", limit=100):
        relay.deliver(delivery)
    for delivery in relay.claim("killed", limit=100):
        relay.deliver(delivery)
    WebhookMessage.objects.update(delivered_at=None)
    monkeypatch.undo()

    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=True):
        deliver_all(may_fail=True)

    assert {headers["webhook-id"] for headers, _body in receiver.received} == {str(WebhookMessage.objects.get().uuid)}
    assert WebhookMessage.objects.get().delivered_at is not None
