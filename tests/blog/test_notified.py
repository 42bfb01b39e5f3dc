"""Who hears of comments on posts."""

import pytest

from blog.actions.comment import comment
from notifications.models import Notification

pytestmark = pytest.mark.django_db


def test_a_posts_author_and_the_named_are_told_of_a_comment_and_opening_the_post_reads_it(publish, person, viewer, deliver_all, client_for):
    author, named = person(), person(username="carla")
    post = publish(author=author)

    comment(post, viewer(person()), "What does @carla think?")
    deliver_all()

    told = dict(Notification.objects.exclude(kind="badge").values_list("person_id", "kind"))
    assert told == {author.pk: "comment", named.pk: "mention"}
    client_for(author).get(post.get_url())
    assert Notification.objects.get(person=author, kind="comment").read_at
