"""Cases with their replies, leads and contacts: what the built-in desk shows and any CRM receives."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import RichText
from core.viewer import Viewer
from crm_sync.categories import CATEGORIES

FIRST_NUMBER = 1000


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> "CaseQuerySet":
        """What `permissions.may_see_case` allows, as a filter."""
        if viewer.is_staff:
            return self
        if viewer.is_guest:
            return self.none()
        return self.filter(person_id=viewer.user_id)


class Case(models.Model):
    """A matter that the company handles. A thread has at most one; ``external_id`` is its key in every other system.

    ``suggested`` and ``opened`` are refs (``qa.question:12``) of what the person was shown and what they opened before.
    """

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("case", "New")
        OPEN = "open", _("In progress")
        WAITING = "waiting", _("Waiting for the customer")
        CLOSED = "closed", pgettext_lazy("case", "Closed")

    class Resolution(models.TextChoices):
        SOLVED = "solved", pgettext_lazy("case", "Solved")
        UNSOLVED = "unsolved", _("Could not be solved")
        NO_REPLY = "no_reply", _("The customer did not reply")
        DUPLICATE = "duplicate", pgettext_lazy("case", "Duplicate")

    class Origin(models.TextChoices):
        STAFF = "staff", _("Escalated by staff")
        FORM = "form", _("Support form")
        RULE = "rule", _("Waiting-question rule")
        ASKER = "asker", _("The asker")

    external_id = models.UUIDField(unique=True, editable=False)
    thread_kind = models.CharField(max_length=40, blank=True, default="")
    thread_id = models.BigIntegerField(null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases", verbose_name=_("customer"))
    subject = models.CharField(_("subject"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    product = models.CharField(_("product"), max_length=100, blank=True)
    category = models.CharField(_("category"), max_length=100, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    resolution = models.CharField(_("resolution"), max_length=10, choices=Resolution, blank=True, default="")
    journey = models.CharField(max_length=40, blank=True, default="")
    suggested = models.JSONField(default=list, blank=True)
    opened = models.JSONField(default=list, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["thread_kind", "thread_id"], condition=Q(thread_id__isnull=False), name="crm_sync_one_case_per_thread"
            )
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at", "-id"], name="crm_sync_case_state"),
            models.Index(fields=["person", "opened_at"], name="crm_sync_case_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("crm_sync:case", args=[self.pk])

    @property
    def number(self) -> str:
        """What people quote to each other."""
        return f"C-{FIRST_NUMBER + self.pk}"

    @property
    def category_label(self) -> str:
        """The words for a category of the support form; a thread's category is its tag."""
        return str(CATEGORIES.get(self.category, self.category))

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class CaseReply(RichText):
    """A message on a case. A private one is for staff alone: it never reaches the thread, the customer, the API's members or an index.

    ``answer_id`` is the agent's answer in the thread that a public reply became.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_replies")
    public = models.BooleanField()
    by_staff = models.BooleanField()
    answer_id = models.BigIntegerField(null=True, blank=True, unique=True)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.UniqueConstraint(fields=["case", "author", "nonce"], name="crm_sync_reply_once"),
            models.CheckConstraint(condition=Q(public=True) | Q(answer_id=None), name="crm_sync_private_never_in_thread"),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Lead(models.Model):
    """Somebody who may buy, with where they came from and what they agreed to."""

    class Source(models.TextChoices):
        STAFF = "staff", _("Staff")
        FORM = "form", _("Form")
        RULE = "rule", _("Rule")

    external_id = models.UUIDField(unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Source)
    campaign = models.CharField(_("campaign"), max_length=100, blank=True)
    note = models.TextField(_("what they want"), max_length=2000, blank=True)
    consent = models.BooleanField(_("agreed to be contacted"), default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person as the CRM may know them. ``shared`` follows the person's consent; without it no profile leaves Plaza."""

    external_id = models.UUIDField(unique=True, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="crm_contact")
    shared = models.BooleanField(_("profile shared"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return str(self.person)
