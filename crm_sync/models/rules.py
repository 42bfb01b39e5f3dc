"""What a manager sets: hours of service, how long a question may wait, and what a case costs, each with its date."""

import datetime
from decimal import Decimal
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def work_week() -> list[int]:
    return [0, 1, 2, 3, 4]


class ServiceHours(models.Model):
    """When the company works: one row. ``weekdays`` counts Monday as 0; holidays come from ``country`` and the company's own dates."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, help_text=_("Empty: the time zone of the site."))
    opens = models.TimeField(_("opens"), default=datetime.time(9))
    closes = models.TimeField(_("closes"), default=datetime.time(18))
    weekdays = models.JSONField(_("working days"), default=work_week, help_text=_("Monday is 0, Sunday is 6."))
    country = models.CharField(
        _("country of the public holidays"), max_length=2, blank=True, help_text=_("Two letters, for example MX. Empty: none.")
    )
    closed_on = models.JSONField(_("other closed days"), default=list, blank=True, help_text=_('Dates, for example ["2026-12-24"].'))

    class Meta:
        verbose_name = _("service hours")
        verbose_name_plural = _("service hours")

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        if self.opens >= self.closes:
            raise ValidationError({"closes": _("It must close after it opens.")})
        if self.time_zone and self.time_zone not in available_timezones():
            raise ValidationError({"time_zone": _("No such time zone.")})
        if not isinstance(self.weekdays, list) or not self.weekdays or any(day not in range(7) for day in self.weekdays):
            raise ValidationError({"weekdays": _("List at least one day, from 0 to 6.")})
        try:
            [datetime.date.fromisoformat(day) for day in self.closed_on]
        except (TypeError, ValueError):
            raise ValidationError({"closed_on": _("Write dates as 2026-12-24.")}) from None

    @classmethod
    def current(cls) -> "ServiceHours":
        return cls.objects.filter(id=1).first() or cls()


class WaitingRule(models.Model):
    """How many business hours a question may wait for an answer from another person; the rule of its tag wins over the one without."""

    tag = models.SlugField(
        _("tag"), max_length=60, blank=True, unique=True, help_text=_("Empty: every question without a rule of its own.")
    )
    hours = models.PositiveSmallIntegerField(_("business hours"), default=16, validators=[MinValueValidator(1)])
    opens_after = models.PositiveSmallIntegerField(
        _("open a case after"),
        null=True,
        blank=True,
        help_text=_("Business hours after the asker was asked and did not answer. Empty: never by itself."),
    )
    opens_on_not_solved = models.BooleanField(
        _("open a case when the asker says it is not solved"), default=False, help_text=_("Otherwise a case is offered.")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("waiting-question rule")
        verbose_name_plural = _("waiting-question rules")

    def __str__(self) -> str:
        return self.tag or str(_("every question"))


class WaitingQuestion(models.Model):
    """The clock of one question: when its asker is to be asked, once, whether it is solved, and what they said.

    ``settled``: the clock has nothing left to do (answered by another person, closed, asked and answered, or a case was opened).
    """

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("case", "Solved")
        NOT_YET = "not_yet", _("Not yet")
        OPEN_CASE = "open_case", _("Open a case")

    question_id = models.BigIntegerField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    settled = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="crm_sync_waiting_due", condition=models.Q(settled=False, asked_at=None)),
            models.Index(fields=["opens_at"], name="crm_sync_waiting_opens", condition=models.Q(settled=False)),
        ]


class CostRate(models.Model):
    """What a case costs from a day on, until the next row. Cash stays 0 until finance sets the share that is really saved."""

    valid_from = models.DateField(_("valid from"), unique=True)
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"\A[A-Z]{3}\Z", _("Three capital letters, such as MXN."))]
    )
    loaded_cost = models.DecimalField(
        _("loaded cost per case"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    marginal_cost = models.DecimalField(
        _("marginal cost per case"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(Decimal(0))]
    )
    realised_share = models.DecimalField(
        _("realised share"),
        max_digits=4,
        decimal_places=3,
        default=0,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text=_("From 0 to 1, set by finance: how much of the marginal cost is really no longer spent."),
    )
    programme_cost = models.DecimalField(
        _("programme cost per month"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(Decimal(0))]
    )
    note = models.CharField(_("who decided, and why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cost of a case")
        verbose_name_plural = _("costs of a case")

    def __str__(self) -> str:
        return f"{self.valid_from} {self.loaded_cost} {self.currency}"

    def clean(self) -> None:
        """Sums over a period need one currency."""
        other = CostRate.objects.exclude(pk=self.pk).exclude(currency=self.currency).values_list("currency", flat=True).first()
        if other:
            raise ValidationError({"currency": _("The other costs are in %(currency)s: use one currency.") % {"currency": other}})
