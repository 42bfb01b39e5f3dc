"""What managers say of suggestions: rules, synonyms, and the history of both; and the words that translated pages taught."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAME_MAX = 100
LINE_MAX = 300


class RuleQuerySet(models.QuerySet["SuggestionRule"]):
    def in_force(self) -> "RuleQuerySet":
        """Those that are switched on and not over; whether one has begun is asked when it is used."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), enabled=True)


class SuggestionRule(models.Model):
    """When what somebody asks fits, something is shown first, raised, or said beside it. Conditions that are left empty always hold.

    ``phrases``: words or phrases; ``pins``: content by its key (``kb.article:7``) or ``{"url", "title"}`` elsewhere; ``banner``: a line for
    each language.
    """

    class Matches(models.TextChoices):
        ANY = "any", _("Any of them")
        ALL = "all", _("All of them")

    class Audience(models.TextChoices):
        GUEST = "guest", _("Guests")
        MEMBER = "member", _("Members")
        EXPERT = "expert", _("Experts")
        STAFF = "staff", _("The company's team")

    class Raises(models.TextChoices):
        NOTHING = "", _("Nothing")
        KIND = "kind", _("A kind of content")
        TAG = "tag", _("What has a tag")
        KEY = "key", _("One content")

    class Offer(models.TextChoices):
        NOTHING = "", _("Nothing")
        CASE = "case", _("A case with support")
        CHAT = "chat", _("A chat")

    name = models.CharField(_("name"), max_length=NAME_MAX)
    position = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(_("in use"), default=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    phrases = models.JSONField(default=list, blank=True)
    matching = models.CharField(max_length=3, choices=Matches, default=Matches.ANY)
    tags = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    audiences = models.JSONField(default=list, blank=True)
    min_trust = models.PositiveSmallIntegerField(default=0)
    max_trust = models.PositiveSmallIntegerField(default=4)

    pins = models.JSONField(default=list, blank=True)
    raises = models.CharField(max_length=4, choices=Raises, default=Raises.NOTHING, blank=True)
    raised = models.CharField(max_length=100, blank=True, default="")
    raised_by = models.FloatField(default=1.5)
    expert_tag = models.CharField(max_length=60, blank=True, default="")
    asks_version = models.BooleanField(default=False)
    banner = models.JSONField(default=dict, blank=True)
    offer = models.CharField(max_length=4, choices=Offer, default=Offer.NOTHING, blank=True)
    chat_url = models.URLField(max_length=300, blank=True, default="")

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("suggestion rule")
        verbose_name_plural = _("suggestion rules")

    def __str__(self) -> str:
        return self.name


class Synonym(models.Model):
    """One line of synonyms in ``lang`` (empty: in all): ``tv, televisor`` (each finds the other) or ``wifi => red inalámbrica``."""

    lang = models.CharField(max_length=2, blank=True, default="")
    line = models.CharField(max_length=LINE_MAX)
    enabled = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["lang", "line"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [models.UniqueConstraint(fields=["lang", "line"], name="search_synonym_once")]

    def __str__(self) -> str:
        return self.line


class RuleChange(models.Model):
    """Who changed a rule or a synonym, when, from what to what. Append-only; ``subject_id`` may name one that is gone."""

    class Subject(models.TextChoices):
        RULE = "rule", _("Suggestion rule")
        SYNONYM = "synonym", _("Synonym")
        PROPOSAL = "proposal", _("Proposed synonym")

    class Action(models.TextChoices):
        MADE = "made", _("Made")
        CHANGED = "changed", _("Changed")
        MOVED = "moved", _("Moved")
        OFF = "off", _("Switched off")
        ON = "on", _("Switched on")
        DELETED = "deleted", _("Deleted")
        TAKEN = "taken", _("Taken")
        REFUSED = "refused", _("Refused")
        REOPENED = "reopened", _("Open again")

    subject = models.CharField(max_length=8, choices=Subject)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=LINE_MAX)
    action = models.CharField(max_length=8, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "subject_id"], name="search_change_subject")]

    def __str__(self) -> str:
        return f"{self.name}: {self.action}"


class RuleHits(models.Model):
    """How often a rule was used on a day; added up in the process and written now and then (`search.hits`)."""

    rule = models.ForeignKey(SuggestionRule, models.CASCADE, related_name="hits")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="search_rule_hits_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.day}: {self.count}"


class TermTranslation(models.Model):
    """What a term (``es:pantall``) is in another language (``en:screen``), learned from pages that are translations of each other.

    ``score``, 0 to 1: how sure that is.
    """

    term = models.CharField(max_length=50)
    other = models.CharField(max_length=50)
    score = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "other"], name="search_translation_once")]

    def __str__(self) -> str:
        return f"{self.term} = {self.other}"
