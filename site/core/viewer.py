"""The viewer: who is looking, as frozen facts resolved once per request.

Rooms ask a `Viewer`, never a user object or a session, so that a page, an API call, a websocket and a test say who looks in one way.
"""

from dataclasses import dataclass

STAFF_ROLES = frozenset({"agent", "moderator", "manager", "admin"})
MODERATOR_ROLES = frozenset({"moderator", "manager", "admin"})
MANAGER_ROLES = frozenset({"manager", "admin"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Facts about one person or guest at one moment. ``trust`` is 0–4; ``may_post``: address confirmed, not silenced or suspended.

    ``lacks_second_factor``: the person has staff roles that stay without effect until they set up a second factor.
    """

    user_id: int | None = None
    roles: frozenset[str] = frozenset()
    trust: int = 0
    language: str = "es"
    timezone: str = "UTC"
    name: str = ""
    may_post: bool = False
    analytics_consent: bool = False
    lacks_second_factor: bool = False

    @property
    def is_guest(self) -> bool:
        return self.user_id is None

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    @property
    def is_moderator(self) -> bool:
        return bool(self.roles & MODERATOR_ROLES)

    @property
    def is_manager(self) -> bool:
        return bool(self.roles & MANAGER_ROLES)

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles

    @property
    def audiences(self) -> tuple[str, ...]:
        """The permission groups of which this viewer may see the documents (`core.content.Document.audiences`)."""
        if self.is_guest:
            return ("public",)
        inside = ("staff", "employees") if self.is_staff else ()
        customers = ("customers",) if "member" in self.roles or inside else ()
        return ("public", "member", *customers, f"user:{self.user_id}", *inside)


GUEST = Viewer()
# Acts for the house itself: rules, imports, periodic jobs. It has no person, so no points or audit entry names one.
HOUSE = Viewer(roles=frozenset({"admin"}), trust=4, may_post=True, name="Plaza")
