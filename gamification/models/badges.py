"""Badges, their words, and who holds them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gamification.models.wording import Wording, best

REASON_MAX = 300


class BadgeQuerySet(models.QuerySet["Badge"]):
    def worded(self) -> "BadgeQuerySet":
        """With their words: one query more, however many badges."""
        return self.prefetch_related(Prefetch("texts", BadgeText.objects.order_by("lang")))

    def listed(self) -> "BadgeQuerySet":
        """Golden ones first."""
        hardest = models.Case(*(models.When(level=level, then=place) for place, level in enumerate(Badge.HARDEST_FIRST)))
        return self.filter(enabled=True).order_by(hardest, "slug")


class Badge(models.Model):
    """What can be earned, by a rule or by hand.

    ``count``: the ``threshold``-th thing of ``series`` (`gamification.badges.series`), within ``window_days`` if given; once, or again
    for every further ``threshold`` of them. ``formula``: what a person's figures must be (`gamification.formulas`). ``withdraws``: an
    award goes when its cause is undone; otherwise what was earned stays.
    """

    class Level(models.TextChoices):
        BRONZE = "bronze", _("Bronze")
        SILVER = "silver", _("Silver")
        GOLD = "gold", _("Gold")

    class Rule(models.TextChoices):
        COUNT = "count", _("Something counted")
        FORMULA = "formula", _("A formula")
        HAND = "hand", _("By hand alone")

    HARDEST_FIRST = (Level.GOLD, Level.SILVER, Level.BRONZE)

    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    level = models.CharField(_("level"), max_length=6, choices=Level, default=Level.BRONZE)
    rule = models.CharField(_("rule"), max_length=7, choices=Rule, default=Rule.COUNT)
    series = models.CharField(_("what is counted"), max_length=30, blank=True)
    threshold = models.PositiveIntegerField(_("how many"), default=1, validators=[MinValueValidator(1)])
    window_days = models.PositiveIntegerField(
        _("within days"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3660)]
    )
    repeatable = models.BooleanField(_("can be earned again"), default=False)
    formula = models.CharField(_("formula"), max_length=200, blank=True)
    withdraws = models.BooleanField(_("goes when its cause is undone"), default=True)
    active_from = models.DateTimeField(_("counts from"), null=True, blank=True)
    enabled = models.BooleanField(_("in use"), default=True)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        from gamification.badges.rules import check_badge

        check_badge(self)

    def get_absolute_url(self) -> str:
        return reverse("badges:badge", args=[self.slug])

    @property
    def name(self) -> str:
        words = best(self.texts.all())
        return words.name if words else self.slug

    @property
    def description(self) -> str:
        words = best(self.texts.all())
        return words.description if words else ""


class BadgeText(Wording):
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what it is for"), max_length=200)

    class Meta:
        verbose_name = _("words of a badge")
        verbose_name_plural = _("words of a badge")
        constraints = [models.UniqueConstraint(fields=["badge", "lang"], name="gamification_badge_worded_once")]

    def __str__(self) -> str:
        return self.name


class AwardQuerySet(models.QuerySet["Award"]):
    def standing(self) -> "AwardQuerySet":
        """Those that were not taken back."""
        return self.filter(revoked_at=None)

    def shown(self) -> "AwardQuerySet":
        """What others see: of badges in use, of people who are still here."""
        return self.standing().filter(badge__enabled=True, person__anonymised_at=None)


class Award(models.Model):
    """A person holds a badge.

    ``key`` tells what for, so nothing is awarded twice: ``once``, the cause's ref, ``x3`` for the third time, or ``hand:2``. ``at`` is when
    it was earned, which may be long before ``written_at``. ``by`` is None for the house. So is ``revoked_by`` when the cause was undone:
    then the award may come back by itself, which one that a manager revoked never does.
    """

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="awards")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards")
    key = models.CharField(max_length=80, default="once")
    cause_kind = models.CharField(max_length=40, blank=True)
    cause_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField(_("earned"), default=timezone.now)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=REASON_MAX, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_reason = models.CharField(_("why it was taken back"), max_length=REASON_MAX, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [models.UniqueConstraint(fields=["badge", "person", "key"], name="gamification_awarded_once")]
        indexes = [
            models.Index(fields=["badge", "-at", "-id"], name="gamification_holders", condition=Q(revoked_at=None)),
            models.Index(fields=["person", "-at", "-id"], name="gamification_held", condition=Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.badge_id} of {self.person_id} ({self.key})"

    @property
    def standing(self) -> bool:
        return self.revoked_at is None

    @property
    def by_rule(self) -> bool:
        return self.by_id is None


class BadgeDue(models.Model):
    """Somebody whose badges are to be looked at again once an import has calmed down (`gamification.periodic`)."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.person_id}"
