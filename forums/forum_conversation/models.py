"""Topics and posts: machina's, with what the house needs of any content.

A topic's first post is its text: visibility, score, edits and revision of the two are the topic's, and the post's visibility follows it.
Nobody but `forums.actions` writes here, so machina's own upkeep on every `save()` is switched off.
"""

from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.abstract_models import AbstractPost, AbstractTopic

from core.models import RichText
from core.viewer import Viewer
from forums.slugs import slug_for
from forums.written import HardDelete, Visibility, Written, approved_is_public

if TYPE_CHECKING:
    from forums.permissions import Rights


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, viewer: Viewer, rights: "Rights") -> "TopicQuerySet":
        """What `permissions.may_see` allows, as a filter. ``rights`` are the viewer's (`permissions.rights_of`)."""
        readable = self.filter(forum_id__in=rights.readable)
        if viewer.is_staff:
            return readable
        if viewer.is_guest:
            return readable.filter(visibility=Visibility.PUBLIC)
        return readable.filter(Q(visibility=Visibility.PUBLIC) | Q(poster_id=viewer.user_id))

    def listed(self) -> "TopicQuerySet":
        """What lists show; one's own held topics are shown apart."""
        return self.filter(visibility=Visibility.PUBLIC)


class Topic(Written, AbstractTopic):  # type: ignore[django-manager-missing]
    """``last_number`` is the number of the newest post that was ever public; ``posts_count`` counts those that still are."""

    forum = models.ForeignKey("forum.Forum", related_name="topics", on_delete=models.PROTECT, verbose_name=_("Topic forum"))
    poster = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="forum_topics", verbose_name=_("Poster"))
    subscribers = None  # `forums.models.Follow`
    approved = models.BooleanField(default=False, db_index=True, verbose_name=_("Approved"))
    type = models.PositiveSmallIntegerField(
        choices=AbstractTopic.TYPE_CHOICES, default=AbstractTopic.TOPIC_POST, verbose_name=_("Topic type")
    )
    status = models.PositiveIntegerField(
        choices=AbstractTopic.STATUS_CHOICES, default=AbstractTopic.TOPIC_UNLOCKED, verbose_name=_("Topic status")
    )
    created = models.DateTimeField(default=timezone.now, db_index=True, verbose_name=_("Creation date"))
    lang = models.CharField(max_length=10)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    follower_count = models.PositiveIntegerField(default=0, editable=False)
    locked_reason = models.CharField(max_length=300, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta(AbstractTopic.Meta):
        abstract = False
        ordering = ["-type", "-last_post_on"]
        indexes = [
            models.Index(fields=["forum", "visibility", "type", "last_post_on", "id"], name="forums_topic_active"),
            models.Index(fields=["forum", "visibility", "created", "id"], name="forums_topic_new"),
            models.Index(fields=["forum", "visibility", "last_post_on"], name="forums_topic_unread"),
        ]
        constraints = [approved_is_public("forums_topic_approved")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Needs the forum's row, for its name in the address."""
        return reverse("forums:topic", args=[self.forum_id, self.forum.slug, self.pk, self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug_for(self.subject)
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HardDelete(f"topic {self.pk}")

    def update_trackers(self) -> None:
        """Machina recounts everything; `forums.actions.publish` keeps the counters instead."""

    @property
    def title(self) -> str:
        return self.subject

    @property
    def author_id(self) -> int:
        return self.poster_id

    @property
    def locked(self) -> bool:
        return self.status == self.TOPIC_LOCKED

    @property
    def replies(self) -> int:
        return max(self.posts_count - 1, 0)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: Viewer, rights: "Rights") -> "PostQuerySet":
        """Public posts and one's own, of topics that are visible."""
        readable = self.filter(topic__forum_id__in=rights.readable)
        if viewer.is_staff:
            return readable
        public = Visibility.PUBLIC
        if viewer.is_guest:
            return readable.filter(visibility=public, topic__visibility=public)
        return readable.filter(
            Q(visibility=public) | Q(poster_id=viewer.user_id),
            Q(topic__visibility=public) | Q(topic__poster_id=viewer.user_id),
        )

    def replies(self) -> "PostQuerySet":
        """Without the first post of each topic, which is the topic's own text."""
        return self.exclude(pk=F("topic__first_post"))


class Post(Written, RichText, AbstractPost):  # type: ignore[django-manager-missing]
    """``number`` is its place in the topic, given once, when it is first public: pages stay as they were whatever is hidden."""

    content = None  # `RichText`, rendered by the actions with the author's trust
    subject = None
    anonymous_key = None
    username = None
    enable_signature = None
    update_reason = None
    updated_by = None
    updates_count = None
    topic = models.ForeignKey("forum_conversation.Topic", related_name="posts", on_delete=models.PROTECT, verbose_name=_("Topic"))
    poster = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="forum_posts", verbose_name=_("Poster"))
    approved = models.BooleanField(default=False, db_index=True, verbose_name=_("Approved"))
    created = models.DateTimeField(default=timezone.now, db_index=True, verbose_name=_("Creation date"))
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta(AbstractPost.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["topic", "created", "id"], name="forums_post_of_topic"),
            models.Index(fields=["topic", "visibility", "number"], name="forums_post_numbered"),
        ]
        constraints = [
            approved_is_public("forums_post_approved"),
            models.UniqueConstraint(fields=["topic", "number"], name="forums_post_number"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HardDelete(f"post {self.pk}")

    @property
    def author_id(self) -> int:
        return self.poster_id

    @property
    def lang(self) -> str:
        return self.topic.lang

    @property
    def anchor(self) -> str:
        """The id of its place on the topic's page."""
        return f"post-{self.pk}"


import machina.apps.forum_conversation.models  # noqa: E402, F401 - what else it keeps; a star would put None over our own
