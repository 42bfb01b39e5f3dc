import pytest

from accounts.actions.make_token import hash_of, make_token
from accounts.models import ApiToken

pytestmark = pytest.mark.django_db


def test_only_a_hash_of_the_key_is_kept(person):
    token, key = make_token(person(), "script", ["read", "write:qa"])

    token.refresh_from_db()
    assert key.startswith("plz_")
    assert token.hash == hash_of(key)
    assert key not in str(ApiToken.objects.values().get())
    assert token.scopes == ["read", "write:qa"]


def test_an_unknown_scope_is_refused(person):
    with pytest.raises(ValueError, match="no such scope: fly"):
        make_token(person(), "script", ["fly"])
