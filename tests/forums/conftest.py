"""What tests of the forums start from: forums, topics and posts made by the room's own actions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from forums.actions.reply import reply
from forums.actions.start_topic import start_topic
from forums.models import Forum, Post, Topic


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Admission publishes, unless a test asks for ``admission``."""
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", None)


@pytest.fixture
def admission(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``admission("hold", "first_posts")``: from now on that is its decision."""
    from core.ports import admission as port

    def decide(outcome: Any, *codes: str) -> None:
        reasons = tuple(port.Reason(code, f"Reason: {code}") for code in codes)
        monkeypatch.setattr(port, "_provider", lambda draft, viewer: port.Decision(outcome, reasons))

    return decide


@pytest.fixture
def forum(db: None) -> Forum:
    return make_forum("Washing machines")


@pytest.fixture
def make_private(db: None) -> Callable[..., Group]:
    """``make_private(forum)``: from now on it is for members of the group that is returned, and for administrators."""

    def close(forum: Forum, group_name: str = "insiders") -> Group:
        group = Group.objects.get_or_create(name=group_name)[0]
        say(forum, False, "can_see_forum", "can_read_forum", anonymous_user=True)
        say(forum, False, "can_see_forum", "can_read_forum", authenticated_user=True)
        for name in ("agent", "moderator", "manager"):
            say(forum, False, "can_see_forum", "can_read_forum", group=Group.objects.get(name=name))
        say(forum, True, "can_see_forum", "can_read_forum", group=group)
        return group

    return close


@pytest.fixture
def starter(person: Any) -> Any:
    return person()


@pytest.fixture
def start(starter: Any, viewer: Any, forum: Forum) -> Callable[..., Topic]:
    """``start(title=…)``: a topic by ``starter``, or by ``by``, in ``forum``."""

    def make(by: Any = None, in_forum: Forum | None = None, **given: Any) -> Topic:
        told = {"title": "Machines that walk when they spin", "body": "Put a rubber mat below.", "lang": "en"} | given
        return start_topic(in_forum or forum, viewer(by or starter), **told)

    return make


@pytest.fixture
def topic(start: Any) -> Topic:
    return start()


@pytest.fixture
def answer(person: Any, viewer: Any) -> Callable[..., Post]:
    def make(topic: Topic, by: Any = None, body: str = "With the mat it stopped.", **given: Any) -> Post:
        return reply(topic, viewer(by or person()), body, **given)

    return make


@pytest.fixture
def post(topic: Topic, answer: Any) -> Post:
    return answer(topic)


@pytest.fixture
def moderator(person: Any) -> Any:
    return person(roles=("moderator",))


@pytest.fixture
def events() -> Callable[..., list[dict]]:
    """``events(PostAdded)``: the payloads of what was recorded, oldest first."""
    from core.models import EventRow

    def recorded(event: Any) -> list[dict]:
        return [row.payload for row in EventRow.objects.filter(name=event.name).order_by("pk")]

    return recorded


def make_forum(name: str, **facts: Any) -> Forum:
    return Forum.objects.create(name=name, **{"type": Forum.FORUM_POST, "lang": "en"} | facts)


def say(forum: Forum | None, granted: bool, *whats: str, **whom: Any) -> None:
    """What the admin's page of a forum's permissions writes: ``say(forum, False, "can_read_forum", anonymous_user=True)``."""
    name = "GroupForumPermission" if "group" in whom else "UserForumPermission"
    model = apps.get_model("forum_permission", name)
    for what in whats:
        permission = apps.get_model("forum_permission", "ForumPermission").objects.get(codename=what)
        model.objects.update_or_create(forum=forum, permission=permission, **whom, defaults={"has_perm": granted})


@pytest.fixture
def client() -> Client:
    """A guest who reads English."""
    return Client(headers={"Accept-Language": "en"})
