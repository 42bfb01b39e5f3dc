"""What readers say about posts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from blog.models.posts import BlogPostPage
from core.models import RichText
from core.viewer import Viewer
from core.written import NO_LONGER_THERE, Visibility  # noqa: F401 - the room's readers ask its models

COMMENT = "blog.comment"
COMMENT_MAX = 2_000


class BlogCommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, viewer: Viewer) -> "BlogCommentQuerySet":
        """What `permissions.may_see` allows, as a filter."""
        if viewer.is_staff:
            return self
        under = self.filter(post__live=True)
        if viewer.is_guest:
            return under.filter(visibility=Visibility.PUBLIC)
        return under.filter(Q(visibility=Visibility.PUBLIC) | Q(author_id=viewer.user_id))


class Comment(RichText):
    """``published_at`` is when it was first public; ``retracted_from`` the visibility that it had when its author took it back.

    ``nonce`` names the form it came by: the same form sent again leads to the same comment.
    """

    post = models.ForeignKey(BlogPostPage, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blog_comments")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PENDING)
    retracted_from = models.CharField(max_length=10, blank=True)
    revision = models.PositiveIntegerField(default=1)
    nonce = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = BlogCommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["post", "created_at", "id"], name="blog_comment_of_post")]
        constraints = [models.UniqueConstraint(fields=["author", "nonce"], condition=~Q(nonce=""), name="blog_comment_sent_once")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def anchor(self) -> str:
        """The id of its place on the post's page."""
        return f"comment-{self.pk}"
