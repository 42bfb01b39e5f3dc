"""Journeys: what people said (raw, append-only), and the one class that each attempt to solve a problem fell into (derived)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Said(models.Model):
    """An event that journeys are built of, as it arrived: one row per recorded event, with the event's own time.

    ``person`` is set only with consent to analytics. ``sealed``: the journey it belonged to was dropped for privacy; its evidence row
    stands for it. ``other``: for an accepted answer, whether someone other than the asker wrote it.
    """

    class What(models.TextChoices):
        STARTED = "started"
        SENT = "sent"
        ANSWERED = "answered"
        ACCEPTED = "accepted"
        UNACCEPTED = "unaccepted"

    event_row = models.BigIntegerField(unique=True)
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    journey = models.CharField(max_length=40, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=10, blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    object_id = models.BigIntegerField(null=True, blank=True)
    answered = models.BooleanField(null=True, blank=True)
    would_have_contacted = models.BooleanField(null=True, blank=True)
    opened = models.BooleanField(default=False)
    asker = models.BooleanField(default=False)
    other = models.BooleanField(null=True, blank=True)
    sealed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["journey", "at"], name="crm_sync_said_journey"),
            models.Index(fields=["person", "at"], name="crm_sync_said_person"),
            models.Index(fields=["kind", "object_id"], name="crm_sync_said_object"),
        ]


class ReadTopic(models.Model):
    """What a piece of content was about when somebody first read it: kept, so that a later edit changes no past figure."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    words = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="crm_sync_topic_once")]


class Journey(models.Model):
    """One continuous attempt to solve one problem, in exactly one class (`crm_sync.journeys.classify`).

    Derived: `rebuild_deflection` makes these rows again from what was said and seen. Only a sealed row is raw itself: it is what remains
    of a guest's journey, without person, address, token or text. ``day`` is that of its beginning, in the time zone of the site.
    """

    class Class(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        PRESUMED = "presumed", _("Presumed")
        DIRECT = "direct", _("Direct")
        SELF_SOLVED = "self_solved", _("Self-solved")
        FAILED = "failed", _("Failed")
        OTHER_CASE = "other_case", _("Other case")
        UNKNOWN = "unknown", _("Unknown")

    key = models.CharField(max_length=80, unique=True)
    token = models.CharField(max_length=40, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    left = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, choices=Class)
    definition = models.PositiveSmallIntegerField()
    form_started = models.BooleanField()
    recontacted = models.BooleanField(default=False)
    asker_would = models.BooleanField(null=True, blank=True)
    facts = models.JSONField()
    sealed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        indexes = [
            # What figures count is in these columns alone, so a count reads the index and no row.
            models.Index(fields=["day", "outcome", "form_started", "recontacted", "asker_would"], name="crm_sync_journey_figures"),
            models.Index(fields=["outcome", "started_at", "id"], name="crm_sync_journey_outcome"),
            models.Index(fields=["started_at", "id"], name="crm_sync_journey_started"),
            models.Index(fields=["token"], name="crm_sync_journey_token", condition=~models.Q(token="")),
            models.Index(fields=["person", "started_at"], name="crm_sync_journey_person"),
            models.Index(fields=["last_at"], name="crm_sync_journey_open", condition=models.Q(left=False) | models.Q(sealed=False)),
        ]

    @property
    def number(self) -> str:
        return f"R-{self.pk}"
