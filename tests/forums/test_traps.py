"""What machina does wrong as it comes, and ours must not (design, §4)."""

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core.viewer import GUEST
from forums.actions.edit import edit_post, edit_topic
from forums.models import Forum, HardDelete, Post, Topic
from forums.permissions import rights_of
from tests.forums.conftest import make_forum, say

pytestmark = pytest.mark.django_db

ACTIVE = [
    ("[x](javascript&colon;alert(1))", "javascript"),
    ("<script>alert(1)</script>", "<script"),
    ("<img src=x onerror=alert(1)>", "<img"),
]


def test_a_topic_is_not_reached_below_another_forum(client, client_for, moderator, topic):
    elsewhere = make_forum("Fridges")

    assert client.get(f"/forums/{elsewhere.pk}/{elsewhere.slug}/{topic.pk}/{topic.slug}/").status_code == 404
    assert client_for(moderator).get(f"/forums/{elsewhere.pk}/{elsewhere.slug}/{topic.pk}/{topic.slug}/").status_code == 404


def test_approval_is_that_of_the_topics_own_forum(client_for, person, start, forum):
    """Machina took the forum from the address, so one with approval was entered by the number of one without."""
    say(forum, False, "can_post_without_approval", authenticated_user=True)
    member = person()
    held = start(by=member)
    assert held.visibility == "pending"

    topic = start(by=person(roles=("moderator",)))
    client_for(member).post(f"/forums/topics/{topic.pk}/reply/", {"body": "Good evening to all of you"})

    assert Post.objects.get(poster=member, topic=topic).visibility == "pending"


@pytest.mark.parametrize(("text", "never"), ACTIVE)
def test_nothing_active_comes_out_of_a_post_or_a_description(client, start, forum, text, never):
    Forum.objects.get(pk=forum.pk).save()
    described = make_forum("Described", description=text)
    topic = start(body=f"before {text} after", in_forum=described)

    for address in (topic.get_absolute_url(), described.get_absolute_url(), "/forums/"):
        page = client.get(address).content.decode()
        main = page[page.index("<main") : page.index("</main>")].replace("&lt;", "«")
        assert f'href="{never}' not in main
        assert never not in main or never == "javascript"


def test_deep_quotes_do_not_break_the_page(client, start):
    topic = start(body=">" * 5_000 + " deep")

    assert client.get(topic.get_absolute_url()).status_code == 200
    make_forum("Deep", description=">" * 5_000 + " deep")


def test_what_is_held_is_seen_by_its_author_and_staff_alone(client, client_for, person, admission, start, answer, topic, forum, moderator):
    admission("hold")
    held, post = start(title="Only for the moderators"), answer(topic, by=(writer := person()), body="Held words")

    for browser, status in ((client, 404), (client_for(person()), 404), (client_for(moderator), 200), (client_for(held.poster), 200)):
        assert browser.get(held.get_absolute_url()).status_code == status
    for browser in (client, client_for(person())):
        for address in ("/forums/", forum.get_absolute_url(), topic.get_absolute_url(), f"/forums/{forum.pk}/-/feed/"):
            page = browser.get(address).content.decode()
            assert "Only for the moderators" not in page
            assert "Held words" not in page
        assert browser.get(f"/forums/posts/{post.pk}/").status_code == 404
    assert "Held words" in client_for(writer).get(topic.get_absolute_url()).content.decode()
    assert client_for(moderator).get(f"/people/{writer.username}/").status_code == 200
    assert "Held words" not in client.get(f"/people/{writer.username}/").content.decode()


def test_nobody_replies_to_what_is_held(client_for, moderator, admission, start):
    admission("hold")
    held = start()

    assert client_for(moderator).post(f"/forums/topics/{held.pk}/reply/", {"body": "Too early"}).status_code == 403


def test_an_edit_is_judged_like_a_new_text(topic, post, viewer, admission):
    admission("hold", "links")

    edit_topic(topic, viewer(topic.poster), title=topic.subject, body="Now with an advertisement")
    edit_post(post, viewer(post.poster), body="Me, too")

    assert Topic.objects.get(pk=topic.pk).visibility == "pending"
    assert Post.objects.get(pk=topic.first_post_id).approved is False
    assert Post.objects.get(pk=post.pk).visibility == "pending"


@pytest.mark.parametrize("model", [Topic, Post])
def test_approved_never_says_otherwise_than_the_visibility(topic, post, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(approved=False)


def test_nothing_is_deleted_with_a_person(topic, post):
    for somebody in (topic.poster, post.poster):
        with pytest.raises(ProtectedError):
            somebody.delete()

    assert (Topic.objects.count(), Post.objects.count()) == (1, 2)


def test_nothing_is_deleted_at_all(topic, post, forum):
    for written in (topic, post):
        with pytest.raises(HardDelete):
            written.delete()
    with pytest.raises(ProtectedError):
        forum.delete()
    assert (Topic.objects.count(), Post.objects.count()) == (1, 2)


def test_machinas_doors_for_files_are_shut(settings):
    assert "image" not in {field.name for field in Forum._meta.get_fields()}
    assert not [app for app in settings.INSTALLED_APPS if "attachments" in app]


@pytest.mark.parametrize("address", ["/forums/", "forum", "topic"])
def test_a_guests_visit_writes_no_session(client, topic, forum, address):
    found = {"forum": forum.get_absolute_url(), "topic": topic.get_absolute_url()}.get(address, address)

    response = client.get(found)

    assert response.status_code == 200
    assert Session.objects.count() == 0
    assert "sessionid" not in response.cookies


def test_machinas_middleware_is_not_used(settings):
    assert not [name for name in settings.MIDDLEWARE if "forum_permission" in name]


def test_rights_agree_with_machinas_own_reading_of_its_tables(person, viewer, forum, moderator):
    """In the usual cases; where machina's answer hangs on the order of forums, ours is the stated one."""
    from django.contrib.auth.models import AnonymousUser
    from machina.apps.forum_permission.checker import ForumPermissionChecker

    member = person()
    say(forum, False, "can_start_new_topics", authenticated_user=True)
    say(forum, True, "can_lock_topics", user=member)

    for user, looking in ((AnonymousUser(), GUEST), (member, viewer(member)), (moderator, viewer(moderator))):
        granted = rights_of(looking).granted[forum.pk]
        machinas = ForumPermissionChecker(user).get_perms(forum)
        assert frozenset(what for what in machinas if "poll" not in what and "file" not in what) == granted
