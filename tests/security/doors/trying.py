"""One try: a person asks for an address in one way. Everything that happens is rolled back, so that tries don't see each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tests.security.doors.world import ROLES, World

TABLE = Path(__file__).with_name("table.txt")
FOREIGN = ("admin/", "django-admin/")
"""Wagtail's and Django's own: the table has rows for their doors, not for each of their pages."""
SPELT_OUT = (
    *("<page>", "<post>", "<file>", "<kb_topic>"),
    *("admin/", "admin/login/", "admin/pages/", "admin/images/", "admin/users/", "django-admin/", "django-admin/login/"),
)
"""Rows that are no routes: whole addresses of pages and files, and those doors."""
GROUPS = {
    "all": ROLES,
    "signed-in": ROLES[1:],
    "members": ROLES[2:],
    "owner": ("owner",),
    "staff": ROLES[5:],
    "owner+staff": ("owner", *ROLES[5:]),
    "moderators": ROLES[6:],
    "owner+moderators": ("owner", *ROLES[6:]),
    "managers": ROLES[7:],
    "admin": ("admin",),
    "nobody": (),
}
SIGN_IN = ("/accounts/login/", "/admin/login/", "/django-admin/login/")
FILLED = {
    "asked": "x",
    "section": "questions",
    "name": "confirmed",
    "lang": "en",
    "tag": "drum",
    "source": "none",
    "foreign_id": "1",
    "path": "none.png",
    "key": "none",
    "uidb36": "1",
    "provider_id": "none",
    "pk": 1,
}
"""Arguments that name nobody's content."""
ELSEWHERE = "203.0.113.9"  # not loopback, for which /metrics and /dev/mail/ open


@dataclass(frozen=True, slots=True)
class Row:
    """``route`` as Django spells it, tried by ``method`` with the arguments of ``sample``; ``who`` is let in."""

    route: str
    method: str
    sample: str
    who: str

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset(role for name in self.who.split(",") for role in GROUPS.get(name, (name,)))


def rows() -> list[Row]:
    lines = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return [Row("" if words[0] == "-" else words[0], *words[1:]) for words in lines]


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        # The prefix of the pages' language is spelt as the language of the moment.
        route = before + ("<lang>/" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern))
        if route.startswith(FOREIGN):
            continue
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def address(row: Row, world: World) -> str:
    """The route with the sample's facts in it. ``<page>``, ``<post>``, ``<file>`` and ``<kb_topic>`` are whole addresses."""
    facts = world.samples["public"] | world.samples.get(row.sample, {})
    filled, rest = "", re.sub(r"\^|\$$", "", re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", row.route))
    while "<" in rest:
        head, _, tail = rest.partition("<")
        name, _, rest = tail.partition(">")
        filled += f"{head}{_value(name.partition(':')[2] or name, row.route, facts)}"
    return f"/{filled}{rest}"


def _value(name: str, route: str, facts: dict[str, Any]) -> Any:
    """Names that several rooms use mean each room's own."""
    if name == "slug":
        for room, own in (("contests/", "contest"), ("badges/", "badge"), ("forums/", "topic_slug"), ("<forum_row", "topic_slug")):
            if room in route:
                return facts["forum_slug"] if own == "topic_slug" and "<forum_row:topic_id>" not in route else facts[own]
        return "drum" if "tagged/" in route else facts["slug"]
    if name == "object_id" and "forums/" in route:
        return facts["post_id"]
    if name == "comment_id" and "blog/" in route:
        return facts["blog_comment_id"]
    if name == "kind" and "forums/" in route:
        return "posts"
    return facts[name] if name in facts else FILLED[name]


def let_in(response: HttpResponse) -> bool:
    """Whether the person got past the door: what is refused, gone or sent to the sign-in did not."""
    if response.status_code in (401, 403, 404, 410):
        return False
    return not (response.status_code in (301, 302) and response["Location"].startswith(SIGN_IN))


def browser(role: str, world: World) -> Client:
    client = Client(REMOTE_ADDR=ELSEWHERE, raise_request_exception=False)
    if role != "guest":
        client.force_login(world.who[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def attempt(client: Client, method: str, where: str) -> HttpResponse:
    signed_in = dict(client.cookies)
    with transaction.atomic():
        response = client.get(where) if method == "GET" else client.generic(method, where, content_type="application/x-www-form-urlencoded")
        response.getvalue()
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(signed_in)
    return response
