"""Webhooks about content: what guests may see, by ids and public addresses, until it is hidden; and messages sent again."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from accounts.actions.anonymise_person import anonymise_person
from core.events import record
from core.events.content import ContentHidden
from core.models import Delivery
from crm_sync.models import WebhookMessage, WebhookTarget
from crm_sync.webhooks.names import NAMES
from qa.actions.accept_answer import accept_answer
from qa.actions.comment import comment
from qa.actions.hide import hide, restore
from qa.actions.post_answer import post_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def target(receiver):
    return WebhookTarget.objects.create(name="The site search", url=receiver.url)


def told(receiver):
    return [json.loads(body) for _headers, body in receiver.received]


def types(receiver):
    return sorted(each["type"] for each in told(receiver))


def test_a_thread_is_told_by_ids_and_public_addresses(target, receiver, question, customer, expert, viewer, deliver_all, client):
    answer = post_answer(question, viewer(expert, trust=4), "Clean the pump, says Marisol.")
    comment(answer, viewer(customer, trust=4), "That was it!")
    accept_answer(answer, viewer(customer))
    deliver_all()

    heard = {each["type"]: each["data"] for each in told(receiver)}
    assert {"question.asked", "answer.posted", "comment.posted", "answer.accepted"} <= set(heard)
    assert heard["question.asked"].keys() == {"kind", "id", "url", "lang"}
    assert heard["answer.accepted"]["thread"]["id"] == question.pk
    assert client.get(heard["question.asked"]["url"]).status_code == 200
    everything = b"".join(body for _headers, body in receiver.received).lower()
    assert not any(word in everything for word in (b"marisol", b"tadeo", b"pump", b"person", b"author"))
    for headers, body in receiver.received:
        Webhook(target.secret).verify(body, {name.lower(): value for name, value in headers.items()})


def test_what_is_hidden_before_it_was_sent_is_never_sent(target, receiver, question, agent, viewer, deliver_all):
    hide("qa.question", question.pk, viewer(agent, roles={"moderator"}))
    deliver_all()

    assert receiver.received == []


def test_a_late_message_is_withheld_when_its_content_was_hidden_meanwhile(target, receiver, question, agent, viewer, deliver_all):
    WebhookTarget.objects.update(events=["question.asked"])
    receiver.answer = 503
    now = timezone.now()
    with time_machine.travel(now, tick=True):
        deliver_all(may_fail=True)
        hide("qa.question", question.pk, viewer(agent, roles={"moderator"}))
    tried = len(receiver.received)
    with time_machine.travel(now + timedelta(hours=1), tick=True):
        deliver_all(may_fail=True)

    message = WebhookMessage.objects.get()
    assert (len(receiver.received), message.delivered_at) == (tried, None)
    assert message.withheld_at is not None


def test_who_was_told_hears_that_it_is_hidden_and_back(target, receiver, question, agent, viewer, deliver_all):
    deliver_all()
    moderator = viewer(agent, roles={"moderator"})
    hide("qa.question", question.pk, moderator)
    deliver_all()
    restore("qa.question", question.pk, moderator)
    deliver_all()

    assert types(receiver) == ["content.hidden", "content.restored", "question.asked"]
    hidden = next(each["data"] for each in told(receiver) if each["type"] == "content.hidden")
    assert hidden == {"kind": "qa.question", "id": question.pk}


def test_an_erased_person_is_a_number(target, receiver, customer, deliver_all):
    WebhookTarget.objects.update(events=["person.erased"])
    anonymise_person(customer)
    deliver_all()

    (message,) = told(receiver)
    assert message["data"].keys() == {"kind", "id", "external_id"}
    assert message["data"]["id"] == customer.pk


def test_topics_and_badges_are_told_too(target, receiver, expert, manager, viewer, deliver_all, client):
    from forums.actions.start_topic import start_topic
    from gamification.actions.award import award_by_hand
    from gamification.models import Badge
    from tests.forums.conftest import make_forum

    topic = start_topic(make_forum("Washers"), viewer(expert, trust=4), title="Machines that walk", body="A rubber mat.", lang="en")
    award = award_by_hand(Badge.objects.first(), expert, viewer(manager), "For the mat.")
    deliver_all()

    (started,) = [each["data"] for each in told(receiver) if each["type"] == "topic.started"]
    (awarded,) = [each["data"] for each in told(receiver) if each["data"].get("award_id") == award.pk]
    assert started["id"] == topic.pk
    assert awarded.keys() == {"kind", "id", "award_id", "url"}
    assert client.get(awarded["url"]).status_code == 200


def test_a_closed_forum_is_told_to_nobody(target, receiver, agent, viewer, deliver_all):
    from forums.actions.start_topic import start_topic
    from tests.forums.conftest import make_forum, say

    closed = make_forum("The inner circle")
    say(closed, False, "can_see_forum", "can_read_forum", anonymous_user=True)
    topic = start_topic(closed, viewer(agent, roles={"moderator"}), title="Only us", body="A rubber mat.", lang="en")
    with transaction.atomic():
        record(ContentHidden("forums.topic", topic.pk, None))
    deliver_all()

    assert [each for each in told(receiver) if each["data"]["kind"].startswith("forums.")] == []


def test_a_manager_sees_every_attempt_and_sends_again_under_the_same_id(
    target, receiver, question, manager, agent, client_for, deliver_all
):
    deliver_all()
    messages = f"/api/v1/webhooks/{target.pk}/messages/"
    browser = client_for(manager)
    (row,) = browser.get(messages).json()["results"]
    assert (row["event"], [attempt["status"] for attempt in row["attempts"]]) == ("question.asked", [200])

    assert client_for(agent).post(f"{messages}{row['id']}/replay/").status_code == 403
    assert browser.post(f"{messages}{10**9}/replay/").status_code == 404
    assert browser.post(f"{messages}{row['id']}/replay/").status_code == 202
    deliver_all()
    assert "Send again" in browser.get("/support/sync/").content.decode()
    browser.post("/support/sync/replay/", {"message": row["id"]})
    deliver_all()

    assert [headers["webhook-id"] for headers, _body in receiver.received] == [row["webhook_id"]] * 3
    WebhookTarget.objects.update(active=False)
    assert browser.post(f"{messages}{row['id']}/replay/").status_code == 400


def test_a_given_up_message_is_replayed_by_its_own_delivery(target, receiver, question, manager, client_for, deliver_all, settings):
    settings.RELAY_MAX_ATTEMPTS = 1
    receiver.answer = 500
    deliver_all(may_fail=True)
    receiver.answer = 200
    client_for(manager).post(f"/api/v1/webhooks/{target.pk}/messages/{WebhookMessage.objects.get().pk}/replay/")
    deliver_all()

    assert types(receiver) == ["question.asked"] * 2
    assert not Delivery.objects.filter(consumer="crm_sync.webhook_send", done_at=None).exists()


def test_names_are_documented():
    from pathlib import Path

    text = (Path(__file__).resolve().parents[2] / "docs" / "integrators" / "webhooks.md").read_text()
    assert [name for name in NAMES if f"`{name}`" not in text] == []
