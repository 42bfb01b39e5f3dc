"""The content security policy: strict everywhere, looser behind the two admins' doors alone.

Wagtail's and Django's admins carry inline scripts and styles of their own; Wagtail also shows previews in a frame of the same site.
"""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

INLINE = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:", "blob:", "https:"]}
LOOSER: dict[str, dict[str, Any]] = {
    "/admin/": INLINE | {"frame-src": [SELF], "frame-ancestors": [SELF]},
    "/django-admin/": INLINE,
}


class ContentSecurityPolicy(CSPMiddleware):
    def get_policy_parts(self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, looser in LOOSER.items():
            if request.path_info.startswith(prefix) and not report_only:
                parts.replace = looser | (parts.replace or {})
        return parts
