import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError

from core.consistency import registered
from moderation import audit
from moderation.actions.claim import claim, release
from moderation.actions.decide import decide
from moderation.models import AppendOnly, AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(held, moderator):
    """Four entries: held, claimed, released, approved."""
    item = held()
    claim(item.pk, moderator)
    release(item.pk, moderator)
    decide(item.pk, moderator, "approved", version=item.version)
    return list(AuditEntry.objects.all())


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_whole_chain_has_no_problems(log):
    assert [entry.sequence for entry in log] == [1, 2, 3, 4]
    assert log[0].previous_hash == audit.GENESIS
    assert list(audit.problems()) == []


def test_empty_log_has_no_problems():
    assert list(audit.problems()) == []


@pytest.mark.parametrize("column, value", [("note", "nothing happened"), ("action", "rejected"), ("version", 9), ("reason", "spam")])
def test_changed_entry_is_found(log, column, value):
    sql(f"UPDATE moderation_auditentry SET {column} = %s WHERE sequence = 2", value)

    assert list(audit.problems()) == ["audit entry 2 was changed"]


def test_changed_entry_with_a_new_hash_breaks_the_next_link(log):
    forged = log[1]
    forged.note = "nothing happened"
    sql("UPDATE moderation_auditentry SET note = %s, hash = %s WHERE sequence = 2", forged.note, audit.digest(forged))

    assert list(audit.problems()) == ["audit entry 3 does not follow the one before it"]


def test_removed_entry_is_found(log):
    sql("DELETE FROM moderation_auditentry WHERE sequence = 3")

    assert list(audit.problems()) == ["audit entry 3 is missing before 4", "audit entry 4 does not follow the one before it"]


def test_cut_off_end_is_found(log):
    sql("DELETE FROM moderation_auditentry WHERE sequence = 4")

    assert list(audit.problems()) == ["the audit log ends at entry 3, but 4 were written"]


def test_entries_beyond_the_end_are_found(log):
    AuditHead.objects.update(sequence=3, hash=log[2].hash)

    assert list(audit.problems()) == ["audit entries stand beyond the end of the log"]


def test_entries_neither_change_nor_go(log):
    entry = log[0]
    for forbidden in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(note="")):
        with pytest.raises(AppendOnly):
            forbidden()


def test_check_consistency_runs_it(log):
    assert list(registered["moderation.audit"].find()) == []


@pytest.mark.django_db(transaction=True)
def test_appending_needs_a_transaction(held):
    item = held()

    if connection.vendor == "postgresql":
        with pytest.raises(TransactionManagementError):
            audit.append(item, AuditEntry.Action.EDITED, None)
    assert list(audit.problems()) == []
