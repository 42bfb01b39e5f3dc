"""Cookies, transport and the content security policy."""

from csp.constants import NONE, SELF

from config.settings.env import env

# HTTPS is a fact of where Plaza runs: one variable switches everything that follows from it.
HTTPS = env.bool("PLAZA_HTTPS", default=False)

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # a probe speaks plain HTTP to the process itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = env.list("PLAZA_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "https:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# The proxy's address is trusted for the client's (rate limits, logs) only as many hops deep as the operator says.
PROXY_HOPS = env.int("PLAZA_PROXY_HOPS", default=0)
# host:port pairs that the outgoing door may call although they are private (a CRM on the intranet).
OUTGOING_ALLOW = env.list("PLAZA_OUTGOING_ALLOW", default=[])
# /metrics answers on loopback, and elsewhere to this bearer token alone.
METRICS_TOKEN = env.str("PLAZA_METRICS_TOKEN", default="")
