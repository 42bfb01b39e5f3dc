"""Synonyms that the house's own questions and searches propose to managers (`search.learned.proposals`)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.models.rules import LINE_MAX, Synonym


class SynonymProposal(models.Model):
    """Who asks with some word is answered with another: a line of synonyms that a manager may take, or refuse for ever.

    ``pair``: both terms, sorted. ``evidence``: how many documents show it, by source (accepted, answers, duplicates, searches, rephrased);
    ``askers``: different people; ``examples``: keys of public documents.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Taken")
        REFUSED = "refused", _("Refused")

    lang = models.CharField(max_length=2)
    pair = models.CharField(max_length=100)
    asked = models.CharField(max_length=50)
    told = models.CharField(max_length=50)
    line = models.CharField(max_length=LINE_MAX)
    score = models.FloatField()
    evidence = models.JSONField(default=dict)
    askers = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    synonym = models.ForeignKey(Synonym, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair"], name="search_proposal_once")]
        indexes = [models.Index(fields=["lang", "state", "-score"], name="search_proposal_best")]

    def __str__(self) -> str:
        return self.line
