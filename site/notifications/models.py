"""What people were told, how they want to be told, and which addresses take no more mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Channel, Choice

UNREAD = Q(read_at=None, in_app=True, withdrawn=False)


class Digest(models.Model):
    """One summary of one person: at most one of its sort on each day of theirs."""

    class Sort(models.TextChoices):
        TOLD = "told", _("What you were told")
        TOP = "top", _("The week's best threads")

    sort = models.CharField(max_length=4, choices=Sort, default=Sort.TOLD)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day", "sort"], name="notifications_one_digest_a_day")]

    def __str__(self) -> str:
        return f"digest {self.pk}"


class Notification(models.Model):
    """Somebody was told of something, once for each ``cause``.

    ``ref`` is what happened (content of `core.content`, or a subject of `core.ports.subjects`), ``thread`` what it belongs to; ``detail``
    tells kinds of one ``kind`` apart (a decision: approved, refused…). ``email`` is what the person wanted when it was made; whether they
    still want it, and still may see it, is asked again before it is sent. ``withdrawn``: what happened is out of sight, perhaps for a time.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    detail = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=120)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ref_kind = models.CharField(max_length=40)
    ref_id = models.BigIntegerField()
    thread_kind = models.CharField(max_length=40)
    thread_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    in_app = models.BooleanField(default=True)
    email = models.CharField(max_length=8, choices=Choice, default=Choice.OFF)
    email_kind = models.CharField(max_length=20, blank=True, help_text="The kind as which it is wanted by mail.")
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["person", "cause"], name="notifications_told_once")]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notifications_list", condition=Q(in_app=True, withdrawn=False)),
            # Partial, so that counting what is unread costs the same however much was read.
            models.Index(fields=["person", "thread_kind", "thread_id"], name="notifications_unread", condition=UNREAD),
            models.Index(
                fields=["email", "person"], name="notifications_to_digest", condition=Q(digest=None, email__in=["daily", "weekly"])
            ),
            models.Index(fields=["ref_kind", "ref_id"], name="notifications_of_ref"),
            models.Index(fields=["thread_kind", "thread_id"], name="notifications_of_thread"),
            models.Index(fields=["created_at"], name="notifications_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"

    @property
    def ref(self) -> tuple[str, int]:
        return self.ref_kind, self.ref_id

    @property
    def thread(self) -> tuple[str, int]:
        return self.thread_kind, self.thread_id


class Preference(models.Model):
    """What a person wants other than the default (`notifications.kinds`). Kind ``all`` by e-mail switched off: no such mail at all."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=8, choices=Channel)
    choice = models.CharField(max_length=8, choices=Choice)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="notifications_one_choice")]
        indexes = [models.Index(fields=["kind", "choice", "person"], name="notifications_who_chose")]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}: {self.choice}"


class Participant(models.Model):
    """Who takes part in something and hears how it goes on: a contest they entered."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ref_kind = models.CharField(max_length=40)
    ref_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ref_kind", "ref_id", "person"], name="notifications_takes_part_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.ref_kind}:{self.ref_id}"


class StoppedAddress(models.Model):
    """An address that bounced or complained: it gets no mail until its owner shows that it works. ``address`` is in lower case."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("Mail to it came back")
        COMPLAINED = "complained", _("Our mail was reported as spam")

    address = models.EmailField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    said = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("stopped address")
        verbose_name_plural = _("stopped addresses")

    def __str__(self) -> str:
        return f"stopped address {self.pk}"
