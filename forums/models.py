"""What people do with topics and posts: votes, versions, follows, forms sent, and where topics stood before they moved."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic
from forums.written import BODY_MAX, NO_LONGER_THERE, POST, REASON_MAX, TITLE_MAX, TOPIC, HardDelete, Visibility

__all__ = [
    "BODY_MAX",
    "NO_LONGER_THERE",
    "POST",
    "REASON_MAX",
    "TITLE_MAX",
    "TOPIC",
    "Follow",
    "Forum",
    "HardDelete",
    "Post",
    "Revision",
    "Submission",
    "Topic",
    "TopicMove",
    "ViewsCounted",
    "Visibility",
    "Vote",
]


class Vote(models.Model):
    """One person's standing vote on a topic or a post: 0 (taken back) or 1."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="forum_votes")
    value = models.SmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "voter"], name="forums_one_vote_per_person"),
            models.CheckConstraint(condition=Q(value__gte=-1, value__lte=1), name="forums_vote_value"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+d} on {self.kind}:{self.object_id}"


class Revision(models.Model):
    """One version of a text. The original is stored as number 1 when the text is edited for the first time, not before."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255, blank=True)
    body_source = models.TextField()
    body_format = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "number"], name="forums_revision_number")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} version {self.number}"


class Follow(models.Model):
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="forum_follows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="forums_one_follow_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.topic_id}"


class Submission(models.Model):
    """A form that was sent: the same ``nonce`` sent again (a double click) leads to the same object."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "nonce"], name="forums_sent_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class TopicMove(models.Model):
    """A topic stood in this forum once: its old address leads to the new one."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="moves")
    from_forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "from_forum"], name="forums_moved_from")]

    def __str__(self) -> str:
        return f"{self.topic_id} was in {self.from_forum_id}"


class ViewsCounted(models.Model):
    """Up to which interaction the views of topics are counted: one row, which is also the lock of the counting."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    last_interaction = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"up to {self.last_interaction}"
