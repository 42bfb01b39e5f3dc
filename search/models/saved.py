"""What people keep of their own searches: what they looked for last, and searches that tell them of what is new."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAME_MAX = 80
TEXT_MAX = 300


class RecentSearch(models.Model):
    """What a person looked for, once for each text, at ``at`` last. Kept of those alone who agreed to it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=TEXT_MAX)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "text"], name="search_recent_once")]
        indexes = [models.Index(fields=["person", "-at"], name="search_recent_list")]

    def __str__(self) -> str:
        return f"recent search {self.pk}"


class SavedSearch(models.Model):
    """A search with its filters, under a name, that tells its person of new content.

    ``kinds``, ``langs``, ``tags`` and ``solved`` are filters as in the address of the page. What is new is told up to `NewContent` number
    ``told_until``; nothing is told that could first be found up to number ``since``, when it was saved or last taken up again.
    """

    class Every(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAY = "day", _("Every day")
        WEEK = "week", _("Every week")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=NAME_MAX)
    text = models.CharField(max_length=TEXT_MAX)
    kinds = models.JSONField(default=list, blank=True)
    langs = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    solved = models.CharField(max_length=1, blank=True, default="")
    every = models.CharField(_("tells me"), max_length=8, choices=Every, default=Every.DAY)
    paused = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    told_until = models.BigIntegerField(default=0)
    since = models.BigIntegerField(default=0)
    told_on = models.DateField(null=True, blank=True, help_text="The day of its person on which it was last looked at.")

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["person", "name"], name="search_saved_of_person"),
            models.Index(fields=["every", "told_until"], name="search_saved_due", condition=models.Q(paused=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def filters(self) -> dict[str, Any]:
        return {"kinds": tuple(self.kinds), "langs": tuple(self.langs), "tags": tuple(self.tags), "solved": self.solved}


class NewContent(models.Model):
    """A document that everybody could find from ``at`` on: what saved searches are asked about. Kept for a month.

    What was out of sight for a while gets a new number when it is back; ``first`` is the number it had at first, 0 if that is its own.
    """

    key = models.CharField(max_length=80, unique=True)
    first = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key


class Alert(models.Model):
    """What one saved search found new at one time, to be told once. ``keys``: documents, the best first."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="alerts")
    keys = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"alert {self.pk}"
