"""Tables of the ground: events and deliveries, interactions, jobs, imports, and the columns of rich text."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.lanes import Lane
from core.pictures import Picture, PictureRendition  # noqa: F401 - Wagtail finds them as core's models
from core.uploads.models import Upload, UploadUse  # noqa: F401 - tables of this app


class EventRow(models.Model):
    """What happened, once. ``payload`` holds ids only."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["name", "at"], name="core_event_name_at")]


class Delivery(models.Model):
    """What one event owes one consumer. Exactly one of: due, leased, done, dead."""

    event = models.ForeignKey(EventRow, models.CASCADE, related_name="deliveries")
    consumer = models.CharField(max_length=80)
    lane = models.CharField(max_length=10, default=Lane.HOUSE)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_by = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "consumer"], name="core_delivery_once")]
        indexes = [
            # Partial, so the relay's look-up costs the same however many deliveries were ever made.
            models.Index(fields=["lane", "due_at", "id"], name="core_delivery_due", condition=Q(done_at=None, dead_at=None)),
            models.Index(fields=["dead_at"], name="core_delivery_dead", condition=Q(dead_at__isnull=False)),
            models.Index(fields=["done_at"], name="core_delivery_done", condition=Q(done_at__isnull=False)),
        ]


class QueryText(models.Model):
    """What someone typed, scrubbed of addresses and long numbers, apart from who typed it and when."""

    text = models.CharField(max_length=500)
    lang = models.CharField(max_length=10, blank=True, default="")
    folded = models.CharField(max_length=500, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "lang"], name="core_query_once")]


class VoterSalt(models.Model):
    """What makes `Interaction.voter` of one month: thrown away after it, and with it the way back to anybody."""

    month = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)


class Interaction(models.Model):
    """What a page saw someone do: append-only, with retention; a crash loses at most a second of these.

    ``position`` counts from 1 among what was shown; an impression without one was replaced before it could be looked at. What was opened
    from a list carries that list's ``query`` and ``position``, and its surface as ``source``; a search, the position of what was opened
    first, and "rephrased" as its source (`core.leading`). ``voter`` says only that the same visitor did something else with the same
    content, or searched for the same, in the same month (`core.voters`).
    """

    class Kind(models.TextChoices):
        SEARCH = "search"
        IMPRESSION = "impression"
        SEEN = "seen"
        OPEN = "open"
        DWELL = "dwell"
        VIEW = "view"

    class Consent(models.TextChoices):
        NONE = "none", "aggregate only"
        ANALYTICS = "analytics", "tied to the person"

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=12, choices=Kind)
    journey = models.CharField(max_length=40, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ref_kind = models.CharField(max_length=40, blank=True, default="")
    ref_id = models.BigIntegerField(null=True, blank=True)
    query = models.ForeignKey(QueryText, models.SET_NULL, null=True, blank=True, related_name="interactions")
    results = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    surface = models.CharField(max_length=20, blank=True, default="")
    source = models.CharField(max_length=20, blank=True, default="")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    voter = models.CharField(max_length=16, blank=True, default="")
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.NONE)

    class Meta:
        indexes = [
            models.Index(fields=["journey", "at"], name="core_interaction_journey", condition=~Q(journey="")),
            models.Index(fields=["kind", "at"], name="core_interaction_kind_at"),
        ]


class Job(models.Model):
    """A long piece of work that a person asked for: resumable from ``cursor``, with progress."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    cursor = models.JSONField(null=True, blank=True)
    message = models.TextField(blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)


class PeriodicRun(models.Model):
    """When a periodic function last ran: the row is also the lock that elects its leader."""

    name = models.CharField(max_length=120, primary_key=True)
    last_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")


class ImportedRef(models.Model):
    """Which local row a foreign row became; a second import finds it here and changes nothing."""

    source = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    foreign_id = models.CharField(max_length=64)
    local_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "foreign_id"], name="core_imported_once")]
        indexes = [models.Index(fields=["kind", "local_id"], name="core_imported_local")]


class MailSent(models.Model):
    """One mail by its key: claimed before it is handed over, noted after (`core.mail`)."""

    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)


class Installation(models.Model):
    """This site's own identity: one row, whose random id is the namespace of external ids."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    uuid = models.UUIDField(default=uuid4, editable=False)

    @classmethod
    def namespace(cls) -> UUID:
        return cls.objects.get_or_create(id=1)[0].uuid


class RichText(models.Model):
    """Columns of a text that people write: what they typed, the safe HTML made of it, and by which renderer (`core.text`)."""

    class Format(models.TextChoices):
        MARKDOWN = "markdown"
        HTML = "html"

    body_source = models.TextField()
    body_format = models.CharField(max_length=10, choices=Format, default=Format.MARKDOWN)
    body_html = models.TextField()
    body_text = models.TextField()
    renderer = models.CharField(max_length=20)

    class Meta:
        abstract = True
