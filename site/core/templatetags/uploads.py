"""What the editor knows of uploads before it sends one."""

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from core.uploads.forms import accepted

register = template.Library()


@register.simple_tag
def upload_limits() -> dict[str, object]:
    """``bytes`` and ``size`` of the largest file, ``accept`` for the file input."""
    return {"bytes": settings.UPLOADS_MAX_BYTES, "size": filesizeformat(settings.UPLOADS_MAX_BYTES), "accept": accepted()}
