"""Who hears of what happens in forums, and who no longer does once a forum is closed to them."""

import pytest

from core.events.content import ContentPublished
from forums.actions.follow import follow
from forums.actions.reply import reply
from forums.models import POST
from notifications.actions.prefer import prefer
from notifications.handlers import tell_of_new_content
from notifications.models import Notification

pytestmark = pytest.mark.django_db


def kinds(person):
    return list(Notification.objects.filter(person=person).exclude(kind="badge").order_by("pk").values_list("kind", flat=True))


def test_the_starter_followers_and_the_named_are_told_of_a_reply_and_opening_it_reads_it(
    start, starter, person, viewer, deliver_all, client_for
):
    topic, follower, named = start(), person(), person(username="carla")
    follow(topic, viewer(follower))

    reply(topic, viewer(person()), "Ask @carla.")
    deliver_all()

    assert (kinds(starter), kinds(follower), kinds(named)) == (["answer"], ["reply"], ["mention"])
    client_for(follower).get(topic.get_absolute_url())
    assert Notification.objects.get(person=follower).read_at


def test_a_private_forum_is_told_of_to_its_members_alone(start, forum, make_private, person, viewer, deliver_all):
    insider, outsider, author = person(username="inside"), person(username="outside"), person(username="writer")
    topic = start(by=author)
    for one in (insider, outsider):
        follow(topic, viewer(one))
    group = make_private(forum)
    insider.groups.add(group)
    author.groups.add(group)

    reply(topic, viewer(author), "Only for us, @outside and @inside.")
    deliver_all()

    assert (kinds(insider), kinds(outsider)) == (["mention"], [])


def test_who_loses_the_right_to_read_before_the_mail_goes_out_gets_none(
    start, forum, make_private, person, viewer, deliver_all, mailoutbox, client_for
):
    follower, author = person(), person()
    topic = start(by=author)
    follow(topic, viewer(follower))
    prefer(follower.pk, {("reply", "email"): "at_once"})
    post = reply(topic, viewer(author), "A secret from now on.")
    tell_of_new_content(ContentPublished(POST, post.pk, author.pk))
    assert kinds(follower) == ["reply"]

    make_private(forum)
    deliver_all()

    assert [mail for mail in mailoutbox if mail.to == [follower.email]] == []
    assert topic.subject not in client_for(follower).get("/notifications/").text
