"""Machina's admin of forums and permissions, for superusers, under our own roof."""

import pytest
from django.apps import apps

from forums.models import Forum

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for, person):
    somebody = person()
    type(somebody).objects.filter(pk=somebody.pk).update(is_superuser=True, is_active=True)
    somebody.refresh_from_db()
    return client_for(somebody)


def test_forums_are_listed_made_and_moved(desk, forum):
    page = desk.get("/django-admin/forum/forum/")
    assert page.status_code == 200
    assert forum.name in page.content.decode()

    made = desk.post("/django-admin/forum/forum/add/", {"type": 0, "name": "Dryers", "lang": "en", "description": "About **drying**"})
    assert made.status_code == 302, made.content
    assert "<strong>drying</strong>" in Forum.objects.get(name="Dryers").description.rendered
    assert desk.get(f"/django-admin/forum/forum/{forum.pk}/change/").status_code == 200
    assert desk.get(f"/django-admin/forum/forum/{forum.pk}/move-forum/up/").status_code == 302


def test_permissions_are_edited_forum_by_forum(desk, client, forum, topic):
    base = f"/django-admin/forum/forum/{forum.pk}/edit-permissions"
    for address in (f"{base}/", f"{base}/user/anonymous/", "/django-admin/forum/forum/edit-global-permissions/"):
        page = desk.get(address)
        assert page.status_code == 200
        assert "script-src" in page["Content-Security-Policy"]
    known = apps.get_model("forum_permission", "ForumPermission").objects.values_list("codename", flat=True)

    sent = dict.fromkeys(known, "not-set") | {"can_read_forum": "not-granted"}
    desk.post(f"{base}/user/anonymous/", sent)

    assert client.get(topic.get_absolute_url()).status_code == 404


def test_members_stay_out(client_for, person):
    assert client_for(person()).get("/django-admin/forum/forum/").status_code in (302, 403, 404)


def test_topics_and_posts_are_not_edited_there(desk):
    assert desk.get("/django-admin/forum_conversation/post/").status_code == 404
