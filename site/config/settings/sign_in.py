"""Other doors to sign in by: providers of identity, second factors, sessions."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from accounts.roles import ROLES
from config.settings.env import env

SOCIALACCOUNT_ADAPTER = "accounts.social.SocialAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.SocialSignupForm"}
# A provider's word is kept while somebody signs in, its keys to other services never.
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = env.int("PLAZA_PROVIDER_TIMEOUT_SECONDS", default=5)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
# Hours after which somebody with roles from a provider signs in again, so that a role withdrawn there is withdrawn here.
PROVIDER_ROLE_HOURS = env.int("PLAZA_PROVIDER_ROLE_HOURS", default=12)
# Providers (their ids) that may sign somebody into the account with the same address, confirmed on both sides; else one connects them.
LINK_VERIFIED = set(env.list("PLAZA_LINK_VERIFIED", default=[]))


def _roles_of_groups(text: str) -> dict[str, str]:
    """``"support=agent,mods=moderator"``; a wrong role stops the start, so that no group is silently without effect."""
    pairs = dict(pair.rpartition("=")[::2] for pair in text.split(",") if pair.strip())
    return {group.strip(): role.strip() for group, role in pairs.items()}


def _openid(given: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in ("issuer", "client_id") if not given.get(name)]
    if missing:
        raise ImproperlyConfigured(f"an OpenID Connect provider lacks {', '.join(missing)}")
    known = given.get("id", "oidc")
    roles = given.get("group_roles", {})
    if wrong := sorted(set(roles.values()) - set(ROLES)):
        raise ImproperlyConfigured(f"provider {known}: no such role: {', '.join(wrong)} (there are {', '.join(ROLES)})")
    return {
        "provider_id": known,
        "name": given.get("name") or known,
        "client_id": given["client_id"],
        "secret": given.get("client_secret", ""),
        "settings": {
            "server_url": given["issuer"].rstrip("/"),
            "oauth_pkce_enabled": True,
            "scope": given.get("scope") or ["openid", "profile", "email"],
            "email_authentication": known in LINK_VERIFIED,
            "groups_claim": given.get("groups_claim") or "groups",
            "group_roles": roles,
        },
    }


def _single() -> list[dict[str, Any]]:
    issuer = env.str("PLAZA_OIDC_ISSUER", default="")
    if not issuer:
        return []
    return [
        {
            "issuer": issuer,
            "client_id": env.str("PLAZA_OIDC_CLIENT_ID", default=""),
            "client_secret": env.str("PLAZA_OIDC_CLIENT_SECRET", default=""),
            "name": env.str("PLAZA_OIDC_NAME", default="OpenID Connect"),
            "scope": env.str("PLAZA_OIDC_SCOPE", default="").split(),
            "groups_claim": env.str("PLAZA_OIDC_GROUPS_CLAIM", default=""),
            "group_roles": _roles_of_groups(env.str("PLAZA_OIDC_GROUP_ROLES", default="")),
        }
    ]


def _network(name: str, client_id: str, secret: str, **facts: Any) -> dict[str, Any]:
    """A provider that allauth knows by name; nothing while it has no client id."""
    if not client_id:
        return {}
    app = {"client_id": client_id, "secret": secret, "settings": {"email_authentication": name in LINK_VERIFIED}}
    return {name: {"APPS": [app], "OAUTH_PKCE_ENABLED": True} | facts}


SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [_openid(given) for given in [*_single(), *env.json("PLAZA_OIDC_PROVIDERS", default=[])]]},
    **_network(
        "google",
        env.str("PLAZA_GOOGLE_CLIENT_ID", default=""),
        env.str("PLAZA_GOOGLE_CLIENT_SECRET", default=""),
        SCOPE=["profile", "email"],
    ),
    **_network("microsoft", env.str("PLAZA_MICROSOFT_CLIENT_ID", default=""), env.str("PLAZA_MICROSOFT_CLIENT_SECRET", default="")),
    **_network("facebook", env.str("PLAZA_FACEBOOK_CLIENT_ID", default=""), env.str("PLAZA_FACEBOOK_CLIENT_SECRET", default="")),
    **_network("github", env.str("PLAZA_GITHUB_CLIENT_ID", default=""), env.str("PLAZA_GITHUB_CLIENT_SECRET", default="")),
}

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = env.str("PLAZA_NAME", default="Plaza")
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
# Browsers allow passkeys on https and on localhost alone; what is served in plain HTTP is one's own machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.bool("PLAZA_HTTPS", default=False)
# A staff role has effect only with a second factor, wherever the site is on the open net.
STAFF_MFA = env.bool("PLAZA_STAFF_MFA", default=env.bool("PLAZA_HTTPS", default=False))

ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
# Domains of throw-away addresses that are welcome all the same, and others that are not.
DISPOSABLE_ALLOWED = set(env.list("PLAZA_DISPOSABLE_ALLOWED", default=[]))
DISPOSABLE_REFUSED = set(env.list("PLAZA_DISPOSABLE_REFUSED", default=[]))
