"""What goes to the CRM: never twice, never lost, and staff decide what only they can."""

import pytest

from crm_sync import connectors
from crm_sync.actions.open_case import escalate_thread
from crm_sync.actions.open_lead import keep_contact, open_lead
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.actions.sync import sync_case
from crm_sync.connectors.protocol import Ambiguous, Receipt, Unclear
from crm_sync.models import Contact, Lead, SyncState

pytestmark = pytest.mark.django_db


class FakeCrm:
    """Keeps objects by external id, and fails as it is told: once per entry of ``failures``, after or before writing."""

    name = "fake"

    def __init__(self):
        self.objects = {}
        self.failures = []
        self.calls = []
        self.forgotten = []

    def _upsert(self, kind, record):
        self.calls.append(kind)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Unclear):
            self.objects[record.external_id] = record
        if failure:
            raise failure
        self.objects[record.external_id] = record
        return Receipt(f"remote-{len(self.objects)}", "open")

    def upsert_case(self, case):
        return self._upsert("case", case)

    def upsert_lead(self, lead):
        return self._upsert("lead", lead)

    def upsert_contact(self, contact):
        return self._upsert("contact", contact)

    def forget_contact(self, external_id):
        self.forgotten.append(external_id)
        self.objects.pop(external_id, None)

    def find(self, kind, external_id):
        self.calls.append(f"find {kind}")
        return Receipt("found") if external_id in self.objects else None


@pytest.fixture
def crm(monkeypatch):
    fake = FakeCrm()
    for module in ("crm_sync.actions.sync", "crm_sync.selectors"):
        monkeypatch.setattr(f"{module}.connector", lambda: fake)
    return fake


@pytest.fixture
def case(question, agent, viewer):
    return escalate_thread("qa.question", question.pk, viewer(agent))


def test_a_case_and_its_changes_are_one_object_there(crm, case, agent, viewer, deliver_all):
    reply_to_case(case, viewer(agent), "We send a technician.", public=True, nonce="1")
    reply_to_case(case, viewer(agent), "Refund possible.", public=False, nonce="2")
    deliver_all()

    (record,) = crm.objects.values()
    assert [(reply.public, reply.text) for reply in record.replies] == [(True, "We send a technician."), (False, "Refund possible.")]
    assert SyncState.objects.get().remote_id == "remote-1"


def test_an_unclear_outcome_is_looked_up_before_it_is_sent_again(crm, case):
    crm.failures = [Unclear("timeout after sending")]
    with pytest.raises(Unclear):
        sync_case(case.pk)
    assert SyncState.objects.get().unclear

    sync_case(case.pk)

    assert crm.calls == ["case", "find case", "case"]
    assert (len(crm.objects), SyncState.objects.get().unclear) == (1, False)


def test_a_failure_is_tried_again_by_the_relay(crm, case, deliver_all):
    crm.failures = [ConnectionError("down")]
    deliver_all(may_fail=True)

    assert (crm.objects, SyncState.objects.get().last_error) == ({}, "ConnectionError: down")


def test_an_ambiguous_match_stops_and_asks_staff(crm, case, agent, client_for, deliver_all):
    crm.failures = [Ambiguous("two contacts with this address")]
    deliver_all()

    assert SyncState.objects.get().blocked
    assert "two contacts with this address" in client_for(agent).get("/support/sync/").content.decode()


def test_a_lead_noted_twice_is_one(crm, agent, viewer, deliver_all):
    for _ in range(2):
        open_lead(viewer(agent), name="Dulce Ortega", email="dulce@example.test", note="Ten machines", nonce="n1")
    deliver_all()

    assert (Lead.objects.count(), len(crm.objects)) == (1, 1)


def test_a_contact_follows_consent(crm, customer, deliver_all):
    from accounts.models import Consent

    assert keep_contact(customer.pk) is None
    given = Consent.objects.create(person=customer, purpose="crm", version="1", how="settings")
    contact = keep_contact(customer.pk)
    deliver_all()
    assert crm.objects[contact.external_id].profile["email"] == customer.email

    Consent.objects.filter(pk=given.pk).update(withdrawn_at=given.given_at)
    keep_contact(customer.pk)
    deliver_all()

    assert (Contact.objects.get().shared, crm.forgotten) == (False, [contact.external_id])


def test_the_built_in_desk_is_the_default():
    assert connectors.connector().name == "desk"


def test_a_connector_of_ones_own_is_named_by_its_path(settings):
    settings.CRM_CONNECTOR = "tests.crm_sync.test_connectors.FakeCrm"

    assert connectors.connector().name == "fake"
