"""Who may call what, and how often. Apart from `core.api`, because REST framework reads these while it is still importing itself."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework import exceptions, permissions, throttling
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Scoped(permissions.BasePermission):
    """The permission that `HasScope` makes classes of."""

    writing = ""
    reading = ""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        safe = request.method in permissions.SAFE_METHODS
        if not safe and not self.writing:
            raise exceptions.MethodNotAllowed(str(request.method))
        if not request.user.is_authenticated:
            return safe and not self.reading
        if request.auth is None:
            return True
        granted = set(request.auth.scopes)
        if safe:
            return bool(granted & ({self.reading} if self.reading else {"read", self.writing}))
        return self.writing in granted

    @property
    def message(self) -> str:
        return _("This token may not do that.")


def HasScope(writing: str = "", *, reading: str = "") -> type[Scoped]:  # noqa: N802  (it makes a class)
    """``permission_classes = [HasScope("write:qa")]``: anyone reads, signed-in people write, and a token needs the scope.

    ``reading="read:insights"`` closes reading to guests and to tokens without that scope. Rights on objects are the actions' business.
    """
    return type("HasScope", (Scoped,), {"writing": writing, "reading": reading})


class Reading(Scoped):
    """The default: reading alone, open to guests as far as the queryset's ``visible_to`` goes."""


class GuestRate(throttling.AnonRateThrottle):
    scope = "guest"


class PersonRate(throttling.UserRateThrottle):
    scope = "person"
