"""What waits for a moderator, the evidence for it, what was decided, and the rules' settings."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from moderation.matching import check_pattern, folded


class ReviewItem(models.Model):
    """One target under review: everything that is held or flagged about it adds up here.

    Two counters. ``version`` grows when there is something new to know before deciding (a flag, an edit, a decision): a decision
    made on an older version is refused. ``change`` also grows with claims; the live desk orders what it hears of an item by it.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        IGNORED = "ignored", _("Ignored")
        ESCALATED = "escalated", _("Escalated")

    OPEN = (State.PENDING, State.ESCALATED)

    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    score = models.FloatField(_("score"), default=0)
    lang = models.CharField(_("language"), max_length=10, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text_hash = models.CharField(max_length=64, blank=True, help_text="Of the text as of this version: an edit shows.")
    held = models.BooleanField(_("held by a rule, not yet published"), default=False)
    hidden = models.BooleanField(_("hidden while it waits"), default=False)
    version = models.PositiveIntegerField(default=1)
    change = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("waiting since"), default=now)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason told to the author"), max_length=20, blank=True)
    message = models.TextField(_("message to the author"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("review item")
        verbose_name_plural = _("review items")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="moderation_one_item_per_target")]
        indexes = [
            models.Index(fields=["state", "-score", "opened_at"], name="moderation_queue"),
            models.Index(fields=["state", "-decided_at"], name="moderation_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def claimer_id(self) -> int | None:
        """Who holds the item now; nobody once the claim ran out."""
        return self.claimed_by_id if self.claimed_until and self.claimed_until > now() else None


class FlagReason(models.TextChoices):
    SPAM = "spam", _("Spam or advertising")
    INSULT = "insult", _("Insulting or aggressive")
    PERSONAL_DATA = "personal_data", _("Personal data of someone")
    UNSAFE = "unsafe", _("Dangerous advice")
    OFF_TOPIC = "off_topic", _("Off topic")
    OTHER = "other", _("Something else")


class Flag(models.Model):
    """One person's report of one target, with the weight it had when it was raised."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Waiting")
        UPHELD = "upheld", _("Upheld")
        DECLINED = "declined", _("Not upheld")
        IGNORED = "ignored", _("Ignored")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="flags")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags_raised")
    reason = models.CharField(_("reason"), max_length=20, choices=FlagReason.choices)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    weight = models.FloatField(default=1)
    take_action = models.BooleanField(default=False)
    network = models.CharField(max_length=64, blank=True, help_text="Keyed hash of the network; empty when it says nothing.")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="moderation_one_flag_per_person")]
        indexes = [models.Index(fields=["person", "outcome"], name="moderation_flag_accuracy")]

    def __str__(self) -> str:
        return f"{self.item} · {self.get_reason_display()}"


class RuleHit(models.Model):
    """A rule that matched; ``code`` is the admission reason (``watched_words:17``: rule and what matched)."""

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="hits")
    code = models.CharField(max_length=60)
    weight = models.FloatField(default=0)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("rule hit")
        verbose_name_plural = _("rule hits")
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="moderation_one_hit_per_code")]

    def __str__(self) -> str:
        return f"{self.item} · {self.code}"


class AppendOnly(RuntimeError):
    """Someone tried to change or remove what is only ever added to."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **_fields: Any) -> NoReturn:
        raise AppendOnly("audit entries never change")

    def delete(self) -> NoReturn:
        raise AppendOnly("audit entries are never removed")


class AuditEntry(models.Model):
    """One step in the life of an item, chained to the entry before by its hash (`moderation.audit`)."""

    class Action(models.TextChoices):
        HELD = "held", _("Held by a rule")
        FLAGGED = "flagged", _("Flagged")
        UNFLAGGED = "unflagged", _("Flag withdrawn")
        HIDDEN = "hidden", _("Hidden until someone decides")
        SHOWN = "shown", _("Shown again")
        EDITED = "edited", _("Edited by the author")
        CLAIMED = "claimed", _("Claimed")
        RELEASED = "released", _("Released")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        IGNORED = "ignored", _("Ignored")
        ESCALATED = "escalated", _("Escalated")
        UNDONE = "undone", _("Decision undone")

    sequence = models.PositiveBigIntegerField(unique=True)
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="history")
    action = models.CharField(max_length=10, choices=Action.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(help_text="Of the item, once this had happened.")
    seen = models.PositiveIntegerField(null=True, help_text="The version that the person who did it had before them.")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("audit entries never change")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly("audit entries are never removed")


class AuditHead(models.Model):
    """The chain's last link, one row: whoever appends holds its lock, and a cut-off end shows."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)


class DeskEvent(models.Model):
    """What the live desk said, kept for those whose connection was lost; its id is the desk's cursor."""

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10)
    change = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now, db_index=True)


class WatchedWord(models.Model):
    """A word, phrase or pattern that holds what contains it."""

    class Match(models.TextChoices):
        WORD = "word", _("Whole words")
        PATTERN = "pattern", _("Regular expression (RE2)")

    class Language(models.TextChoices):
        ANY = "", _("Any language")
        ES = "es", "Español"
        PT = "pt", "Português"
        EN = "en", "English"

    text = models.CharField(
        _("word, phrase or pattern"),
        max_length=200,
        help_text=_("Capitals, accents and look-alike letters make no difference: “pílula” also finds “PILULA” and “рílula”."),
    )
    match = models.CharField(_("match"), max_length=8, choices=Match.choices, default=Match.WORD)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.ANY, blank=True)
    enabled = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("why it is watched"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        ordering = ["text"]
        constraints = [models.UniqueConstraint(fields=["text", "match", "language"], name="moderation_watched_word_once")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.match == self.Match.PATTERN:
            if problem := check_pattern(self.text):
                raise ValidationError({"text": problem})
        elif not folded(self.text):
            raise ValidationError({"text": _("Write at least one letter or digit.")})


class ModerationSettings(models.Model):
    """What a manager may tune, one row; each change stays in the admin's history."""

    first_posts = models.PositiveSmallIntegerField(
        _("first posts to hold"),
        default=1,
        validators=[MaxValueValidator(20)],
        help_text=_("A newcomer's posts wait for a moderator until this many of them are published. 0 switches the rule off."),
    )
    first_posts_trust = models.PositiveSmallIntegerField(
        _("newcomers are below trust level"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    hide_score = models.FloatField(
        _("flags hide from score"),
        default=6,
        validators=[MinValueValidator(2)],
        help_text=_("And only when at least two people who have nothing to do with each other flagged it."),
    )
    target_minutes = models.PositiveIntegerField(
        _("decide within minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )

    class Meta:
        verbose_name = _("moderation settings")
        verbose_name_plural = _("moderation settings")

    def __str__(self) -> str:
        return str(_("moderation settings"))

    @classmethod
    def current(cls) -> "ModerationSettings":
        """The one row, or the defaults while nobody has changed them."""
        return cls.objects.first() or cls()
