"""The points ledger, which only grows, and the totals that it proves."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PointsEntry(models.Model):
    """One line of the ledger, never changed and never removed.

    The first line for a (rule, cause, person) has ``reverses`` None; whatever alters it later is a line that reverses the one before, so a
    chain sums to what the cause is worth now. ``due`` is what the rule gives at that moment before any daily cap, ``points`` what this line
    adds. ``at`` and ``day`` are the cause's, not the moment of writing.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="points_entries")
    rule = models.CharField(_("rule"), max_length=40)
    cause_kind = models.CharField(max_length=40)
    cause_id = models.BigIntegerField()
    points = models.IntegerField(_("points"))
    due = models.IntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    written_at = models.DateTimeField(default=timezone.now)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")

    class Meta:
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "cause_kind", "cause_id", "person"], condition=Q(reverses=None), name="gamification_paid_once"
            ),
        ]
        indexes = [
            models.Index(fields=["cause_kind", "cause_id"], name="gamification_by_cause"),
            models.Index(fields=["person", "at", "id"], name="gamification_history"),
            models.Index(fields=["day", "person"], name="gamification_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.rule} {self.cause_kind}:{self.cause_id}"


class PersonPoints(models.Model):
    """What a person's ledger adds up to, kept in the transaction of each entry; ``solutions`` counts accepted answers that stand."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="points")
    total = models.IntegerField(_("points"), default=0)
    solutions = models.PositiveIntegerField(_("accepted answers"), default=0)

    class Meta:
        verbose_name = _("points of a person")
        verbose_name_plural = _("points of people")
        indexes = [models.Index(F("total").desc(), F("person"), name="gamification_by_total")]

    def __str__(self) -> str:
        return f"{self.total}"


class Book(models.Model):
    """One row, locked by whoever writes the ledger, so that two workers never decide about the same day at once."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    recounted_at = models.DateTimeField(null=True, blank=True)
