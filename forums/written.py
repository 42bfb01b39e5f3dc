"""What a topic and a post share: who sees it, its score, and how often it changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.written import NO_LONGER_THERE, Visibility  # noqa: F401 - the room's readers ask its models

TOPIC, POST = "forums.topic", "forums.post"

TITLE_MAX = 150
BODY_MAX = 30_000
REASON_MAX = 300


class HardDelete(RuntimeError):
    """Content is hidden or taken back, never deleted."""


class Written(models.Model):
    """``revision`` grows with every change that a reader could see, votes and state included; ``edits`` counts changes of the text alone.

    ``published_at`` is when it was first public: None while it has only ever been held or refused. ``retracted_from`` is the visibility
    that a text had when its author took it back; empty when they didn't.
    """

    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PENDING)
    retracted_from = models.CharField(max_length=10, blank=True)
    score = models.IntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    edits = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now, verbose_name=_("Creation date"))
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def created_at(self):
        return self.created

    @property
    def versions(self) -> int:
        return self.edits + 1


def approved_is_public(name: str) -> models.CheckConstraint:
    """Machina's ``approved`` says what our visibility says, whoever writes it."""
    public = Q(visibility=Visibility.PUBLIC)
    return models.CheckConstraint(condition=(public & Q(approved=True)) | (~public & Q(approved=False)), name=name)
