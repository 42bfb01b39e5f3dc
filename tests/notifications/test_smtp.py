"""Mail over a real SMTP server: what arrives, in which language, how it ends, and that a killed worker sends nothing twice."""

import email
import re
import socket
import time
from collections import Counter
from datetime import timedelta
from email import policy
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.utils import timezone

from core.mail import message_id
from notifications.models import StoppedAddress
from qa.models import QUESTION
from tests.support.processes import Nursery

pytestmark = pytest.mark.django_db


class Mailboxes:
    """Keeps what comes; refuses addresses of ``gone``; slow when asked, so that a worker can be killed while it sends."""

    def __init__(self):
        self.letters = []
        self.gone = set()
        self.slow = 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.gone:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        self.letters.append(email.message_from_bytes(envelope.content, policy=policy.default))
        await asyncio.sleep(self.slow)
        return "250 OK"

    def of(self, person):
        return [letter for letter in self.letters if letter["To"] == person.email]


@pytest.fixture
def server():
    boxes = Mailboxes()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        boxes.port = probe.getsockname()[1]
    controller = Controller(boxes, hostname="127.0.0.1", port=boxes.port)
    controller.start()
    yield boxes
    controller.stop()


@pytest.fixture
def smtp(server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.BASE_URL = "https://plaza.test"
    return server


def body(letter, kind):
    return letter.get_body((kind,)).get_content()


def unsubscribe_path(letter):
    return urlsplit(letter["List-Unsubscribe"].strip(" <>")).path


def test_a_mail_has_both_parts_and_all_that_mailboxes_ask_for(question, ana, bruno, answer_it, deliver_all, smtp):
    answer_it(question, bruno, "Clean the <b>filter</b> & wait.")
    deliver_all()

    (letter,) = smtp.of(ana)
    assert letter.get_content_type() == "multipart/alternative"
    assert "Clean the" in body(letter, "plain")
    assert "Clean the" in body(letter, "html")
    assert '<html lang="en">' in body(letter, "html")
    assert f"https://plaza.test{question.get_absolute_url()}#answer-" in body(letter, "plain")
    assert letter["List-Unsubscribe"].strip().startswith("<https://plaza.test/notifications/unsubscribe/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["In-Reply-To"] == letter["References"] == message_id(f"thread:{QUESTION}:{question.pk}")


def test_mails_of_one_thread_stand_together(question, ana, bruno, person, answer_it, comment_on, deliver_all, smtp):
    answer_it(question, bruno)
    comment_on(question, person())
    deliver_all()

    first, second = smtp.of(ana)
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_mail_is_in_the_language_of_its_reader(person, bruno, viewer, answer_it, deliver_all, smtp, language):
    from django.utils import translation

    from qa.actions.ask_question import ask_question

    reader = person(language=language)
    question = ask_question(viewer(reader), title="E04", body="It stops.", lang="en", tags=["drum"])
    answer_it(question, bruno)
    with translation.override("en"):
        deliver_all()

    (letter,) = smtp.of(reader)
    with translation.override(language):
        assert translation.gettext("No more of these") in body(letter, "html")
        assert translation.gettext("%(who)s answered you") % {"who": bruno.name} in letter["Subject"]
    assert f'<html lang="{language}">' in body(letter, "html")


def test_one_click_ends_mail_of_that_kind_without_session_or_token(
    question, ana, bruno, person, answer_it, comment_on, deliver_all, smtp, told
):
    answer_it(question, bruno)
    deliver_all()
    machine = Client(enforce_csrf_checks=True)

    answer = machine.post(unsubscribe_path(smtp.of(ana)[0]), {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.headers.get("Location"), machine.cookies.get("sessionid")) == (200, None, None)
    answer_it(question, person())
    comment_on(question, bruno)
    deliver_all()

    assert ["answered" in letter["Subject"] for letter in smtp.of(ana)] == [True, False]
    assert told(ana) == [("answer", ""), ("answer", ""), ("comment", "")]


def test_a_look_at_the_address_ends_nothing_and_its_buttons_do(question, ana, bruno, person, answer_it, comment_on, deliver_all, smtp):
    answer_it(question, bruno)
    deliver_all()
    path = unsubscribe_path(smtp.of(ana)[0])
    browser = Client(enforce_csrf_checks=True)

    assert "<button" in browser.get(path).text
    answer_it(question, person())
    deliver_all()
    assert len(smtp.of(ana)) == 2

    browser.post(path, {"what": "all"})
    comment_on(question, bruno)
    deliver_all()
    assert len(smtp.of(ana)) == 2


@pytest.mark.parametrize("token", ["x", "WzEsImFsbCJd:1abc:forged"])
def test_a_forged_address_ends_nothing(client, token):
    assert client.post(f"/notifications/unsubscribe/{token}/").status_code == 404


def test_an_address_that_does_not_exist_gets_one_try(question, ana, bruno, person, answer_it, deliver_all, smtp, client_for):
    smtp.gone.add(ana.email)
    answer_it(question, bruno)
    deliver_all()
    stopped = StoppedAddress.objects.get()
    assert (stopped.address, stopped.person, stopped.why) == (ana.email, ana, "bounced")

    smtp.gone.clear()
    answer_it(question, person())
    deliver_all()
    assert smtp.of(ana) == []

    page = client_for(ana).get("/settings/notifications/").text
    assert "no such user" in page
    client_for(ana).post("/notifications/address/")
    (letter,) = smtp.of(ana)
    path = urlsplit(re.search(r"https://plaza.test/notifications/address/\S+", body(letter, "plain"))[0]).path
    assert Client().get(path).status_code == 200
    assert StoppedAddress.objects.exists()

    Client().post(path)
    answer_it(question, person())
    deliver_all()
    assert len(smtp.of(ana)) == 2


def test_a_server_that_is_down_loses_no_mail(question, ana, bruno, answer_it, deliver_all, smtp, settings):
    from core.models import Delivery

    settings.EMAIL_PORT = 1
    answer_it(question, bruno)
    deliver_all(may_fail=True)
    assert smtp.letters == []

    settings.EMAIL_PORT = smtp.port
    Delivery.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(minutes=1))
    deliver_all()
    assert len(smtp.of(ana)) == 1


DELIVER = "import threading; from core.events import relay; relay.run(threading.Event(), idle_seconds=0.05)"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_workers_send_at_most_one_copy_under_one_key(server, own_site):
    """Killed between handing a mail over and noting it, the next worker leaves it to the dead one until its lease is over."""
    people = 12
    env = own_site | {
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "PLAZA_RELAY_LEASE_SECONDS": "1",
        "PLAZA_RELAY_FIRST_RETRY_SECONDS": "0.1",
        "PLAZA_LOG_LEVEL": "ERROR",
    }
    server.slow = 0.15
    with Nursery(env) as site:
        site.shell(f"from tests.notifications.thread_with_followers import make; make({people})")
        for place in range(4):
            worker = site.start("shell", "--no-imports", "-c", DELIVER)
            wait_for(lambda place=place: len(server.letters) >= 3 * (place + 1), 30)
            if place < 3:
                worker.kill()
        wait_for(lambda: len({letter["To"] for letter in server.letters}) >= people - 3, 30)

    copies = Counter(letter["Message-ID"] for letter in server.letters)
    assert max(copies.values()) == 1
    assert len({letter["To"] for letter in server.letters}) >= people - 3


def wait_for(done, seconds):
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
