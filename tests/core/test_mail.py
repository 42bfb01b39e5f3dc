"""Mail to people, once per key, in their language; and the page that shows it while it goes to files."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import Client
from django.utils import timezone

from core import mail
from core.mail import InsideTransaction, MailUnderWay, Recipient, send
from core.models import MailSent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(person, monkeypatch):
    """Gets mail in Spanish; nobody else gets any."""
    ana = person(username="ana", language="es")
    found = {ana.pk: Recipient("ana@example.test", "es", "Ana <b>", "https://plaza.test/u/1")}
    monkeypatch.setattr(mail, "_find", [lambda ids: {pk: found[pk] for pk in ids if pk in found}])
    return ana


def test_text_and_html_come_with_what_mailboxes_ask_for(ana):
    assert send(ana.pk, "test", {"note": "1 < 2 & 'so'"}, key="test:1")

    [sent] = outbox.outbox
    html = sent.alternatives[0][0]
    assert sent.to == ["ana@example.test"]
    assert "1 < 2 & 'so'" in sent.body
    assert "1 &lt; 2" in html
    assert "Ana <b>" in sent.body
    assert "<b>" not in html
    assert 'style="' in html
    assert sent.extra_headers["List-Unsubscribe"] == "<https://plaza.test/u/1>"
    assert sent.message()["Message-ID"] == mail.message_id("test:1")


def test_nothing_goes_out_twice_for_one_key(ana):
    assert [send(ana.pk, "test", {}, key="test:1") for _ in range(3)] == [True, False, False]

    assert len(outbox.outbox) == 1


def test_another_key_is_another_mail(ana):
    send(ana.pk, "test", {}, key="test:1")
    send(ana.pk, "test", {}, key="test:2")

    assert len(outbox.outbox) == 2


def test_who_may_not_be_written_to_gets_none(ana, person):
    assert not send(person().pk, "test", {}, key="test:1")
    assert not send(10**9, "test", {}, key="test:2")

    assert (outbox.outbox, MailSent.objects.count()) == ([], 0)


def test_a_refused_mail_can_be_tried_again(ana, monkeypatch):
    def refuse(self, fail_silently=False):
        raise SMTPException

    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", refuse)
        with pytest.raises(SMTPException):
            send(ana.pk, "test", {}, key="test:1")

    assert send(ana.pk, "test", {}, key="test:1")


def test_a_mail_under_way_is_left_to_its_sender_until_that_is_dead(ana):
    MailSent.objects.create(key="test:1", template="test", person=ana, claimed_at=timezone.now())
    with pytest.raises(MailUnderWay):
        send(ana.pk, "test", {}, key="test:1")

    MailSent.objects.update(claimed_at=timezone.now() - mail.LEASE - timedelta(seconds=1))

    assert send(ana.pk, "test", {}, key="test:1")


def test_no_mail_goes_out_of_a_transaction_that_may_be_rolled_back(ana):
    with pytest.raises(InsideTransaction), transaction.atomic():
        send(ana.pk, "test", {}, key="test:1")


def test_a_subject_stays_one_line(ana):
    made = mail.message(Recipient("a@b.test", "en", "x\nBcc: all@example.test"), "test", {}, key="k")

    assert "\n" not in made.subject
    assert made.message()["Bcc"] is None


@pytest.fixture
def files(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def test_mail_in_files_is_read_on_this_machine(ana, files, client):
    send(ana.pk, "test", {"note": "<script>alert(1)</script>"}, key="test:1")
    [file] = files.glob("*.log")

    assert f"/dev/mail/{file.name}/0/" in client.get("/dev/mail/").text
    shown = client.get(f"/dev/mail/{file.name}/0/")
    html = client.get(f"/dev/mail/{file.name}/0/html/")

    assert "&lt;script&gt;alert(1)" in shown.text
    assert "<script>alert" not in shown.text
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "script-src" not in html.headers["Content-Security-Policy"].replace("script-src 'self'", "")


@pytest.mark.parametrize(
    "elsewhere", [{"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": ""}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"HTTP_FORWARDED": "for=::1"}]
)
def test_mail_in_files_is_not_read_from_elsewhere(files, elsewhere):
    assert Client(**elsewhere).get("/dev/mail/").status_code == 404


def test_there_is_no_such_page_once_mail_goes_out(client):
    assert client.get("/dev/mail/").status_code == 404


@pytest.mark.parametrize("name", ["none.log", "..%2Fsettings.py", "x.txt", "%2e%2e"])
def test_only_mail_is_shown(files, client, name):
    (files.parent / "settings.py").write_text("secret")
    (files / "x.txt").write_text("secret")

    assert client.get(f"/dev/mail/{name}/0/").status_code == 404
