"""What mail servers and providers report: hard bounces and complaints stop an address; nothing else does, and nobody can forge one."""

import sys
from io import BytesIO, TextIOWrapper

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core.management import call_command

from core import mail
from core.mail import message_id
from notifications.actions.stop_address import stop_address
from notifications.models import Preference, StoppedAddress

pytestmark = pytest.mark.django_db

BOUNCE = """From: MAILER-DAEMON@mx.test
To: plaza@localhost
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {id}

--b--
"""

COMPLAINT = """From: feedback@mx.test
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Original-Rcpt-To: <{address}>

--b
Content-Type: text/rfc822-headers

Message-ID: {id}
--b--
"""


def read(report, monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(report.encode())))
    call_command("read_bounce", verbosity=0)


@pytest.fixture
def sent(ana):
    """The id of a mail that ana got."""
    mail.send(ana.pk, "test", {}, key="test:1")
    return message_id("test:1")


@pytest.mark.parametrize(
    "action, status, stopped",
    [("failed", "5.1.1", True), ("failed", "5.2.2", False), ("delayed", "4.4.1", False), ("failed", "5.7.1", False)],
)
def test_a_mailbox_that_is_gone_stops_the_address(ana, sent, monkeypatch, action, status, stopped):
    read(BOUNCE.format(address=ana.email, action=action, status=status, id=sent), monkeypatch)

    assert StoppedAddress.objects.filter(address=ana.email, person=ana, why="bounced").exists() == stopped
    assert mail.send(ana.pk, "test", {}, key="test:2") != stopped


def test_a_complaint_stops_the_address(ana, sent, monkeypatch):
    read(COMPLAINT.format(address=ana.email, id=sent), monkeypatch)

    assert StoppedAddress.objects.get().why == "complained"


def test_a_report_that_quotes_no_mail_of_ours_is_not_believed(ana, sent, monkeypatch):
    for forged in ("<made-up@example.test>", message_id("test:2")):
        read(BOUNCE.format(address=ana.email, action="failed", status="5.1.1", id=forged), monkeypatch)

    assert not StoppedAddress.objects.exists()


@pytest.mark.parametrize(
    "junk", ["", "\x00\xff", "Content-Type: multipart/report; boundary=x\n\n--x", "Content-Type: message/delivery-status\n\n\n"]
)
def test_any_other_mail_says_nothing(monkeypatch, junk):
    read(junk, monkeypatch)

    assert not StoppedAddress.objects.exists()


@pytest.mark.parametrize(
    "facts, why",
    [
        ({"event_type": "bounced", "reject_reason": "bounced", "mta_response": "550 gone"}, "bounced"),
        ({"event_type": "rejected", "reject_reason": "invalid"}, "bounced"),
        ({"event_type": "complained", "reject_reason": "spam"}, "complained"),
        ({"event_type": "bounced", "reject_reason": "timed_out"}, None),
        ({"event_type": "deferred", "reject_reason": None}, None),
        ({"event_type": "opened"}, None),
    ],
)
def test_providers_tell_by_their_webhooks(ana, facts, why):
    tracking.send(sender=None, event=AnymailTrackingEvent(recipient=ana.email.upper(), **facts), esp_name="Test")

    assert list(StoppedAddress.objects.values_list("why", "person")) == ([(why, ana.pk)] if why else [])


def test_unsubscribing_at_the_provider_ends_all_notifications_by_mail(ana):
    event = AnymailTrackingEvent(event_type="unsubscribed", recipient=ana.email)
    tracking.send(sender=None, event=event, esp_name="Test")

    assert Preference.objects.get(person=ana, kind="all").choice == "off"


def test_a_complaint_outweighs_a_bounce(ana):
    stop_address(ana.email, "bounced", said="gone")
    stop_address(ana.email, "complained", said="spam")
    stop_address(ana.email, "bounced", said="gone again")

    assert StoppedAddress.objects.get().why == "complained"


def test_replies_to_cases_respect_a_bounce_too(ana, mailoutbox):
    stop_address(ana.email, "bounced")

    assert not mail.send(ana.pk, "case_replied", {"number": "C-1", "subject": "x", "text": "y", "url": "z"}, key="k")
    assert mailoutbox == []


def test_the_person_is_told_and_gets_a_mail_to_prove_that_it_works_a_few_times_an_hour(ana, client_for, mailoutbox):
    stop_address(ana.email, "bounced", said="550 no such user")
    client = client_for(ana)

    assert "550 no such user" in client.get("/settings/notifications/").text
    for _ in range(5):
        client.post("/notifications/address/")

    assert len(mailoutbox) == 3


@pytest.mark.parametrize("token", ["x", "ImFuYUBleGFtcGxlLnRlc3Qi:1abc:forged"])
def test_a_forged_proof_proves_nothing(ana, client, token):
    stop_address(ana.email, "bounced")

    assert client.post(f"/notifications/address/{token}/").status_code == 404
    assert StoppedAddress.objects.exists()


def test_webhooks_of_a_provider_are_there_once_one_is_named(own_site):
    """With the secret only: a stranger's report is refused."""
    import subprocess

    from tests.conftest import ROOT

    code = (
        "from django.test import Client\n"
        "from notifications.models import StoppedAddress\n"
        "from base64 import b64encode\n"
        "body = {'RecordType': 'Bounce', 'Type': 'HardBounce', 'ID': 1, 'Email': 'ana@example.test', 'BouncedAt': '2026-11-01T12:00:00Z'}\n"
        "send = lambda **more: Client().post('/anymail/postmark/tracking/', body, content_type='application/json', **more).status_code\n"
        "right = 'Basic ' + b64encode(b'name:secret').decode()\n"
        "print(send(), send(HTTP_AUTHORIZATION=right), StoppedAddress.objects.count())\n"
    )
    env = own_site | {
        "PLAZA_MAIL_PROVIDER": "postmark",
        "ANYMAIL": '{"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": "name:secret"}',
        "PLAZA_LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", code]
    answer = subprocess.run(command, env=env, check=True, cwd=ROOT, capture_output=True, text=True)

    assert answer.stdout.strip() == "400 200 1"
