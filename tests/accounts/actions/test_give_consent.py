import pytest

from accounts.actions.give_consent import give_consent, withdraw_consent
from accounts.models import Consent

pytestmark = pytest.mark.django_db


def test_agreeing_twice_to_one_text_is_one_record(person):
    ana = person()

    first = give_consent(ana, "analytics", how="banner")

    assert give_consent(ana, "analytics", how="settings") == first
    assert Consent.objects.count() == 1


def test_withdrawing_keeps_the_record_with_its_date(person):
    ana = person()
    given = give_consent(ana, "marketing", how="signup")

    assert withdraw_consent(ana, "marketing")
    assert not withdraw_consent(ana, "marketing")
    given.refresh_from_db()
    assert given.withdrawn_at is not None


def test_a_newer_text_is_a_new_record(person, monkeypatch):
    ana = person()
    old = give_consent(ana, "analytics", how="banner")
    monkeypatch.setattr("accounts.actions.give_consent.VERSION", "2027-01")

    new = give_consent(ana, "analytics", how="banner")

    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert (new.version, new.withdrawn_at) == ("2027-01", None)
