"""What every template may use: the company's face and the viewer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def face(request: HttpRequest) -> dict[str, Any]:
    return {
        "community_name": settings.COMMUNITY_NAME,
        "base_url": settings.BASE_URL,
        "viewer": getattr(request, "viewer", None),
        "canonical_url": f"{settings.BASE_URL}{request.path}",
    }
