"""Writing, changing, keeping order: the counters, events and states that follow."""

import pytest
from django.core.exceptions import PermissionDenied

from core.consistency import registered
from core.events import content as any_content
from forums.actions.approve import approve, hold
from forums.actions.edit import Stale, edit_post, edit_topic, revert
from forums.actions.follow import follow, unfollow
from forums.actions.hide import hide, restore
from forums.actions.lock import lock, unlock
from forums.actions.move import move
from forums.actions.pin import pin
from forums.actions.retract import retract, unretract
from forums.actions.vote import vote
from forums.events import PostAdded, TopicFollowed, TopicLocked, TopicMoved, TopicStarted
from forums.models import POST, TOPIC, Follow, Forum, Post, Revision, Topic
from tests.forums.conftest import make_forum

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_agrees():
    """Whatever a test does, the room's own checks find nothing afterwards."""
    yield
    assert [found for check in registered.values() if check.name.startswith("forums.") for found in check.find()] == []


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def test_a_topic_is_counted_and_told(topic, forum, events, starter):
    forum = fresh(forum)

    assert (forum.direct_topics_count, forum.direct_posts_count) == (1, 1)
    assert forum.last_post_id == fresh(topic).last_post_id == topic.first_post_id
    assert events(TopicStarted) == [{"topic_id": topic.pk, "forum_id": forum.pk, "author_id": starter.pk, "journey": ""}]
    assert events(any_content.ContentPublished) == [{"kind": TOPIC, "object_id": topic.pk, "author_id": starter.pk}]
    assert Follow.objects.filter(topic=topic, person=starter).exists()


def test_a_reply_is_counted_and_told(topic, post, forum, events):
    topic = fresh(topic)

    assert (topic.posts_count, topic.last_number, topic.last_post_id, post.number) == (2, 2, post.pk, 2)
    assert fresh(forum).last_post_id == post.pk
    assert [event["post_id"] for event in events(PostAdded)] == [post.pk]


def test_the_same_form_sent_twice_is_one(start, answer, person):
    writer = person()

    topic = start(nonce="abc")
    assert start(nonce="abc") == topic
    assert answer(topic, by=writer, nonce="abc") == answer(topic, by=writer, nonce="abc")
    assert Post.objects.count() == 2


def test_what_is_held_counts_when_it_is_approved(admission, start, answer, topic, forum, events, viewer, moderator):
    admission("hold", "links")
    held, post = start(), answer(topic)
    assert (fresh(forum).direct_topics_count, fresh(forum).direct_posts_count, post.number) == (1, 1, None)
    assert len(events(any_content.ContentHeld)) == 2

    approve(TOPIC, held.pk, viewer(moderator))
    approve(POST, post.pk, viewer(moderator))

    assert (fresh(forum).direct_topics_count, fresh(forum).direct_posts_count, fresh(post).number) == (2, 3, 2)
    hold(POST, post.pk, viewer(moderator))
    assert fresh(forum).direct_posts_count == 2
    approve(POST, post.pk, viewer(moderator))
    assert len(events(PostAdded)) == 1


def test_hiding_leaves_a_place_and_restoring_fills_it(client, topic, answer, forum, viewer, moderator, events):
    first, last = answer(topic, body="Buy it from me"), answer(topic, body="The last word")

    hide(POST, last.pk, viewer(moderator))
    hide(POST, first.pk, viewer(moderator))
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Buy it from me" not in page
    assert page.count("hidden by the moderators") == 2
    assert fresh(topic).last_post_id == fresh(forum).last_post_id == topic.first_post_id

    restore(POST, first.pk, viewer(moderator))
    assert "Buy it from me" in client.get(topic.get_absolute_url()).content.decode()
    assert fresh(topic).last_post_id == first.pk
    assert len(events(any_content.ContentHidden)) == 2


def test_a_hidden_topic_is_gone_for_others(client, client_for, person, topic, post, forum, viewer, moderator):
    hide(TOPIC, topic.pk, viewer(moderator))

    assert client.get(topic.get_absolute_url()).status_code == 410
    assert client_for(person()).get(f"/forums/posts/{post.pk}/").status_code == 410
    assert client_for(moderator).get(topic.get_absolute_url()).status_code == 200
    assert (fresh(forum).direct_topics_count, fresh(forum).direct_posts_count, fresh(forum).last_post_id) == (0, 0, None)

    restore(TOPIC, topic.pk, viewer(moderator))
    assert (fresh(forum).direct_topics_count, fresh(forum).direct_posts_count, fresh(forum).last_post_id) == (1, 2, post.pk)


def test_taking_back_ones_own(client, topic, post, viewer, person):
    with pytest.raises(PermissionDenied):
        retract(TOPIC, topic.pk, viewer(topic.poster))  # others replied
    with pytest.raises(PermissionDenied):
        retract(POST, post.pk, viewer(person()))

    retract(POST, post.pk, viewer(post.poster))
    assert "took this message back" in client.get(topic.get_absolute_url()).content.decode()
    retract(TOPIC, topic.pk, viewer(topic.poster))
    assert client.get(topic.get_absolute_url()).status_code == 410

    unretract(TOPIC, topic.pk, viewer(topic.poster))
    unretract(POST, post.pk, viewer(post.poster))
    assert fresh(topic).posts_count == 2


def test_edits_keep_every_version(client, topic, post, viewer, events):
    by = viewer(topic.poster)
    edit_topic(topic, by, title="Machines that walk no more", body="Put a mat below.", seen_edits=0)
    edit_post(post, viewer(post.poster), body="It stopped.", note="shorter")

    topic = fresh(topic)
    assert (topic.subject, topic.slug, topic.edits) == ("Machines that walk no more", "machines-that-walk-no-more", 1)
    page = client.get(f"/forums/topics/{topic.pk}/versions/").content.decode()
    assert "<del>rubber </del>" in page
    assert client.get(f"/forums/posts/{post.pk}/versions/").status_code == 200
    with pytest.raises(Stale):
        edit_topic(topic, by, title=topic.subject, body="Another", seen_edits=0)

    revert(topic, by, 1)
    assert fresh(topic).subject == "Machines that walk when they spin"
    assert Revision.objects.filter(kind=TOPIC).count() == 3
    assert len(events(any_content.ContentEdited)) == 3


def test_others_edit_only_if_granted(topic, person, viewer, moderator):
    with pytest.raises(PermissionDenied):
        edit_topic(topic, viewer(person()), title="Mine now", body="x")

    assert edit_topic(topic, viewer(moderator), title="A better title", body="x").subject == "A better title"


def test_a_locked_topic_takes_replies_of_moderators_alone(topic, answer, viewer, moderator, client_for, person, events):
    with pytest.raises(PermissionDenied):
        lock(topic, viewer(topic.poster))
    lock(topic, viewer(moderator), "Said it all")
    topic = fresh(topic)

    with pytest.raises(PermissionDenied):
        answer(topic)
    with pytest.raises(PermissionDenied):
        edit_topic(topic, viewer(topic.poster), title=topic.subject, body="Changed")
    answer(topic, by=moderator)
    page = client_for(person()).get(topic.get_absolute_url()).content.decode()
    assert "Said it all" in page
    assert 'id="reply"' not in page

    unlock(topic, viewer(moderator))
    answer(fresh(topic))
    assert len(events(TopicLocked)) == 1


def test_moving_takes_counters_along_and_leaves_a_way(client, topic, post, forum, viewer, moderator, events):
    old, target = topic.get_absolute_url(), make_forum("Dryers")
    with pytest.raises(PermissionDenied):
        move(topic, viewer(topic.poster), target)

    move(topic, viewer(moderator), target)

    topic = Topic.objects.select_related("forum").get(pk=topic.pk)
    assert client.get(old).status_code == 301
    assert client.get(old)["Location"] == topic.get_absolute_url()
    assert [(fresh(place).direct_topics_count, fresh(place).direct_posts_count) for place in (forum, target)] == [(0, 0), (1, 2)]
    assert (fresh(forum).last_post_id, fresh(target).last_post_id) == (None, post.pk)
    assert events(TopicMoved)[0]["to_forum_id"] == target.pk

    move(topic, viewer(moderator), forum)
    assert client.get(old).status_code == 200


def test_a_topic_is_not_moved_where_topics_cannot_be(topic, viewer, moderator):
    category = make_forum("Category", type=Forum.FORUM_CAT)

    with pytest.raises(PermissionDenied):
        move(topic, viewer(moderator), category)


def test_pinning_is_for_moderators(topic, viewer, moderator):
    with pytest.raises(PermissionDenied):
        pin(topic, viewer(topic.poster), "sticky")
    pin(topic, viewer(moderator), "announcement")

    assert fresh(topic).is_announce


def test_votes_are_one_a_person_and_can_be_taken_back(topic, post, person, viewer, events):
    voter = viewer(person())
    with pytest.raises(PermissionDenied):
        vote(topic, viewer(topic.poster), 1)
    with pytest.raises(ValueError, match="-1"):
        vote(topic, voter, -1)

    assert (vote(topic, voter, 1), vote(topic, voter, 1), vote(post, voter, 1)) == (1, 1, 1)
    assert vote(topic, voter, 0) == 0
    told = events(any_content.VoteCast)
    assert [(event["kind"], event["value"], event["before"]) for event in told] == [(TOPIC, 1, 0), (POST, 1, 0), (TOPIC, 0, 1)]


def test_following_twice_is_following_once(topic, person, viewer, events):
    reader = viewer(person())

    follow(topic, reader)
    follow(topic, reader)
    assert fresh(topic).follower_count == 2  # with who started it
    unfollow(topic, reader)
    assert fresh(topic).follower_count == 1
    assert len(events(TopicFollowed)) == 2
