"""What managers read of searches and visits names nothing that the reader may not open: a board for a few stays closed to other staff."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command

from core import interactions
from core.viewer import GUEST
from forums.actions.start_topic import start_topic
from forums.models import Forum
from search.models import Learned

pytestmark = pytest.mark.django_db

TITLE = "Who is made redundant in May"


@pytest.fixture
def topic(viewer, person, deliver_all):
    """In a board that only administrators read; 22 of them were shown it, and one opened it."""
    board = Forum.objects.create(name="Board", type=Forum.FORUM_POST)
    written = start_topic(board, viewer(person(trust=3)), title=TITLE, body="All of them.", lang="en")
    of_all, of_groups, kinds = (
        apps.get_model("forum_permission", name) for name in ("UserForumPermission", "GroupForumPermission", "ForumPermission")
    )
    for permission in kinds.objects.filter(codename__in=("can_see_forum", "can_read_forum")):
        for whom in ("anonymous_user", "authenticated_user"):
            of_all.objects.create(permission=permission, forum=board, has_perm=False, **{whom: True})
        for group in Group.objects.filter(name__in=("agent", "moderator", "manager")):
            of_groups.objects.create(permission=permission, forum=board, has_perm=False, group=group)
    for visitor in range(22):
        said = {"viewer": GUEST, "journey": f"visit-of-{visitor}", "surface": "ask"}
        interactions.record("search", query="staff", lang="en", results=1, **said)
        interactions.record("impression", ref=("forums.topic", written.pk), query="staff", lang="en", position=1, **said)
    interactions.record("open", viewer=GUEST, journey="visit-of-0", ref=("forums.topic", written.pk), surface="suggestion")
    interactions.flush()
    counted = {"clicks": 3, "expected": 1, "voters": 3, "viewers": 22, "factor": 1.3, "strength": 3}
    Learned.objects.create(key="en:staff", ref_kind="forums.topic", ref_id=written.pk, **counted)
    call_command("rebuild_deflection", verbosity=0)
    return written


def text(answer):
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.text


PLACES = [
    "/insights/search/",
    "/insights/search/?table=best&format=csv",
    "/insights/evidence/deflection.classes/",
    "/insights/evidence/deflection.classes/?format=csv",
]


@pytest.mark.parametrize("address", PLACES)
def test_staff_read_no_title_of_a_board_that_is_closed_to_them(topic, client_for, person, address):
    assert TITLE not in text(client_for(person(roles=("agent",))).get(address))
    assert TITLE in text(client_for(person(is_superuser=True)).get(address))


def test_nor_do_managers_where_they_read_what_search_learned(topic, client_for, person):
    address = "/search/manage/learning/"

    assert TITLE not in client_for(person(roles=("manager",))).get(address).text
    assert TITLE in client_for(person(is_superuser=True)).get(address).text
