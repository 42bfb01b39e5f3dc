"""What search learns: what people said of what they had searched for, and the totals made of it and of clicks (`search.learned`)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import QueryText


class Judgement(models.Model):
    """Somebody said that a result answered, or that it didn't: one row per event, of nobody. ``voter`` is that of the impression."""

    event_row = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    query = models.ForeignKey(QueryText, models.SET_NULL, null=True, blank=True, related_name="+")
    ref_kind = models.CharField(max_length=40)
    ref_id = models.BigIntegerField()
    answered = models.BooleanField()
    surface = models.CharField(max_length=20, blank=True, default="")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    voter = models.CharField(max_length=16, blank=True, default="")


class Learned(models.Model):
    """What people who searched for the same words did with one document: totals, aged to `LearningState.day`, and the factor they give.

    ``key`` is the sorted terms of a question, or one term after a ``~`` (`search.learned`). Rows without effect have no ``strength``.
    """

    key = models.CharField(max_length=255)
    ref_kind = models.CharField(max_length=40)
    ref_id = models.BigIntegerField()
    clicks = models.FloatField()
    expected = models.FloatField()
    voters = models.PositiveIntegerField()
    viewers = models.PositiveIntegerField()
    ignored = models.PositiveIntegerField(default=0)
    factor = models.FloatField(default=1)
    strength = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "ref_kind", "ref_id"], name="search_learned_once")]
        indexes = [models.Index(fields=["key", "-strength"], name="search_learned_strongest", condition=Q(strength__gt=0))]


class LearningState(models.Model):
    """One row: whether what was learned counts, since when, and up to where it was learned."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    learned_at = models.DateTimeField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    last_interaction = models.BigIntegerField(default=0)
    last_judgement = models.BigIntegerField(default=0)
    rates = models.JSONField(default=dict)
    votes = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)

    @classmethod
    def now(cls) -> "LearningState":
        """The state as it is, or that of a site that has learned nothing."""
        return cls.objects.select_related("changed_by").filter(id=1).first() or cls()

    @classmethod
    def switch(cls, on: bool, by_id: int | None) -> None:
        cls.objects.update_or_create(id=1, defaults={"on": on, "changed_at": timezone.now(), "changed_by_id": by_id})


class Popularity(models.Model):
    """How much a document was read and how often it helped, aged. The index knows ``indexed``: a step of the logarithm of ``score``."""

    ref_kind = models.CharField(max_length=40)
    ref_id = models.BigIntegerField()
    score = models.FloatField()
    step = models.PositiveSmallIntegerField(default=0)
    indexed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ref_kind", "ref_id"], name="search_popularity_once")]
        indexes = [models.Index(fields=["id"], name="search_popularity_owed", condition=~Q(step=models.F("indexed")))]
