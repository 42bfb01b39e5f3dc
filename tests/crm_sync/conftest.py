"""A community with a customer, an agent and a thread."""

import pytest

from qa.actions.ask_question import ask_question
from tests.crm_sync.receiver import Receiver


@pytest.fixture(autouse=True)
def _interactions_by_hand(settings):
    """Nothing is written behind a test's back: it flushes."""
    from core import interactions

    settings.INTERACTION_WRITER = False
    interactions._buffer.clear()
    yield
    interactions._buffer.clear()


@pytest.fixture(autouse=True)
def everyone_has_mail(monkeypatch):
    """Who gets mail is the people room's to say; here everybody with an address does."""
    from accounts.models import User
    from core import mail

    def find(ids):
        return {p.pk: mail.Recipient(p.email, p.language, p.name) for p in User.objects.filter(pk__in=list(ids))}

    monkeypatch.setattr(mail, "_find", [find])


@pytest.fixture
def customer(person):
    return person("tadeo", trust=2)


@pytest.fixture
def agent(person):
    return person("ivan", roles=("agent",))


@pytest.fixture
def manager(person):
    return person("jimena", roles=("manager",))


@pytest.fixture
def expert(person):
    return person("marisol", trust=2)


@pytest.fixture
def ask(viewer):
    """``ask(somebody)``: their public question."""

    def make(somebody, title="Brisa 9 does not drain and shows E04", tags=("washers",), **more):
        by = viewer(somebody, trust=2)
        return ask_question(by, title=title, body="Since Saturday the water stays in the drum.", lang="en", tags=tags, **more)

    return make


@pytest.fixture
def question(ask, customer):
    return ask(customer)


@pytest.fixture
def receiver(settings):
    """A webhook target on loopback that Plaza may call."""
    made = Receiver().start()
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{made.port}"]
    yield made
    made.stop()
