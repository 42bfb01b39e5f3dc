"""What people do in the forums."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forums.models import POST, TOPIC, Post, Topic, Visibility
from gamification.badges.series.base import Batch, rows

PUBLIC = Visibility.PUBLIC


@rows("topics", _("Forum topics"), TOPIC, person="poster_id", at="created")
def topics(batch: Batch) -> QuerySet[Topic]:
    return Topic.objects.filter(batch.who("poster"), batch.of(TOPIC), visibility=PUBLIC)


@rows("posts", _("Forum posts"), POST, person="poster_id", at="created")
def posts(batch: Batch) -> QuerySet[Post]:
    """Replies and the first posts of topics alike."""
    return Post.objects.filter(batch.who("poster"), batch.of(POST), visibility=PUBLIC, topic__visibility=PUBLIC)
