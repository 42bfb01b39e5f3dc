"""A real worker, killed with -9 while it delivers webhooks, and started again: every message arrives, under one id each."""

import json
import signal
import time

import pytest

from tests.crm_sync.receiver import Receiver
from tests.support.processes import Nursery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CASES = 40

PREPARE = f"""
from accounts.actions.register_person import register_person
from accounts.viewer import viewer_of
from crm_sync.actions.open_case import open_from_form
from crm_sync.models import WebhookTarget
import os
WebhookTarget.objects.create(name="ERP", url=os.environ["RECEIVER"])
by = viewer_of(register_person("tadeo", email="tadeo@example.test", password="x", language="en"))
for number in range({CASES}):
    open_from_form(by, subject=f"Leak {{number}}", description="x", nonce=str(number))
"""
LEFT = """
from core.models import Delivery
from crm_sync.models import WebhookMessage
owed = Delivery.objects.filter(done_at=None, consumer__startswith="crm_sync").count()
print(owed, WebhookMessage.objects.filter(delivered_at=None).count())
"""
FAILED = """
from crm_sync.models import WebhookAttempt
print(int(WebhookAttempt.objects.exclude(error="").exists()))
"""


def until(holds, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def test_every_message_arrives_although_workers_die(own_site):
    receiver = Receiver().start()
    environment = own_site | {
        "RECEIVER": receiver.url,
        "PLAZA_OUTGOING_ALLOW": f"127.0.0.1:{receiver.port}",
        "PLAZA_RELAY_LEASE_SECONDS": "2",
        "PLAZA_RELAY_FIRST_RETRY_SECONDS": "0.1",
    }
    with Nursery(environment) as site:
        site.shell(PREPARE)
        for enough in (5, 15, 25):
            worker = site.start("worker")
            until(lambda enough=enough: len(receiver.received) >= enough)
            worker.kill()
        receiver.stop()  # and now the target is down, too
        worker = site.start("worker")
        until(lambda: "1" in site.shell(FAILED))
        receiver.start()
        until(lambda: site.shell(LEFT).split() == ["0", "0"])
        worker.kill(signal.SIGTERM)
    receiver.stop()

    ids = {headers["webhook-id"] for headers, _body in receiver.received}
    subjects = {json.loads(body)["data"]["subject"] for _headers, body in receiver.received}
    assert (len(ids), len(subjects)) == (CASES, CASES)
    assert len(receiver.received) <= CASES + 3  # at most the one in hand at each kill came again, under its old id
