"""What people do in the forums."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from forums.models import POST, TOPIC, Post, Topic, Visibility
from gamification.badges.series.base import Step, series

PUBLIC = Visibility.PUBLIC

Steps = Iterator[tuple[int, Step]]


@series("topics", _("Forum topics"))
def topics(people: Sequence[int]) -> Steps:
    for author, pk, at in Topic.objects.filter(poster__in=people, visibility=PUBLIC).values_list("poster_id", "pk", "created"):
        yield author, Step(at, TOPIC, pk)


@series("posts", _("Forum posts"))
def posts(people: Sequence[int]) -> Steps:
    """Replies and the first posts of topics alike."""
    written = Post.objects.filter(poster__in=people, visibility=PUBLIC, topic__visibility=PUBLIC)
    for author, pk, at in written.values_list("poster_id", "pk", "created"):
        yield author, Step(at, POST, pk)
