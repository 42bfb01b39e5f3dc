"""One masked token for all forms of a page: masking it anew costs more than the rest of a small form."""

from django.http import HttpRequest
from django.middleware.csrf import get_token


def form_token(request: HttpRequest) -> str:
    """What a form sends back as ``csrfmiddlewaretoken``; another one once a sign-in has changed the secret behind it."""
    kept: tuple[str | None, str] | None = getattr(request, "_form_token", None)
    if kept is None or kept[0] != request.META.get("CSRF_COOKIE"):
        token = get_token(request)
        kept = (request.META.get("CSRF_COOKIE"), token)
        request._form_token = kept  # type: ignore[attr-defined]
    return kept[1]
