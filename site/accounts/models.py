"""A person and what belongs to them: expertise, consents, API tokens, remembered answers of the API."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.second_factor import has_second_factor

TONES = 6

username_validator = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("Use letters, digits, dots, dashes and underscores."))


def home_timezone() -> str:
    """The time zone of the company, until the person says otherwise."""
    return settings.TIME_ZONE


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)

    def create_user(self, username: str, email: str = "", password: str | None = None, **facts: Any) -> "User":
        """A person without a confirmed address; `accounts.actions.confirm_address` makes them a member."""
        person = self.model(username=username, email=self.normalize_email(email), **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **facts: Any) -> "User":
        return self.create_user(username, email, password, is_superuser=True, **facts)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Roles are groups (`accounts.roles`); people are anonymised, never deleted."""

    class Language(models.TextChoices):
        ES = "es", "Español"
        EN = "en", "English"
        PT = "pt", "Português"

    class Theme(models.TextChoices):
        AUTO = "auto", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[username_validator])
    email = models.EmailField(_("main e-mail address"), blank=True, db_index=True)
    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    bio = models.TextField(_("about you"), max_length=600, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.ES)
    timezone = models.CharField(_("time zone"), max_length=60, default=home_timezone)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    trust_level = models.PositiveSmallIntegerField(_("trust level"), default=0, validators=[MaxValueValidator(4)])
    is_active = models.BooleanField(_("may sign in"), default=True)
    imported = models.BooleanField(_("imported and not yet claimed"), default=False)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    silenced_until = models.DateTimeField(_("silenced until"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True, editable=False)
    # The address of their picture, beside the name, so that whoever reads the person has it (`accounts.actions.set_avatar`).
    avatar = models.CharField(_("picture"), max_length=100, blank=True, default="", editable=False)
    date_joined = models.DateTimeField(_("member since"), default=now)
    last_seen_on = models.DateField(_("last seen on"), null=True, blank=True, editable=False)
    days_visited = models.PositiveIntegerField(_("days visited"), default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_username_any_case"),
            models.CheckConstraint(condition=models.Q(trust_level__lte=4), name="accounts_trust_0_to_4"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What others see."""
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        letters = [words[0][0], words[-1][0]] if len(words) > 1 else [self.name[:1]]
        return "".join(letters).upper()

    @property
    def avatar_tone(self) -> int:
        """1 to 6, the same colour for ever."""
        return (self.pk or 0) % TONES + 1

    @property
    def is_staff(self) -> bool:
        """What Django's own admin asks; it is for superusers. Roles of the community are in `accounts.roles`."""
        return self.is_superuser and self.has_permissions

    @cached_property
    def has_permissions(self) -> bool:
        """Whether Django's permissions have effect: where staff need a second factor, they have none without it."""
        return not settings.STAFF_MFA or has_second_factor(self.pk)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return super().has_perm(perm, obj) and self.has_permissions

    def has_module_perms(self, app_label: str) -> bool:
        return super().has_module_perms(app_label) and self.has_permissions

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > now()

    @property
    def is_silenced(self) -> bool:
        return self.silenced_until is not None and self.silenced_until > now()

    @property
    def is_anonymised(self) -> bool:
        return self.anonymised_at is not None

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.username])


class Expertise(models.Model):
    """A person is an expert on a tag, as a peer or for the company."""

    class Kind(models.TextChoices):
        PEER = "peer", _("Peer expert")
        COMPANY = "company", _("Company expert")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expertise")
    tag = models.CharField(_("tag"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PEER)
    since = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("expertise")
        verbose_name_plural = _("expertise")
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="accounts_expertise_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.tag}"


class Consent(models.Model):
    """One answer to one purpose. The newest row without a withdrawal date is in force; rows are never removed while the person stands."""

    class Purpose(models.TextChoices):
        ANALYTICS = "analytics", _("Statistics about how the community is used")
        MARKETING = "marketing", _("News and offers by e-mail")
        CRM = "crm", _("Sharing my profile with customer support systems")

    class How(models.TextChoices):
        BANNER = "banner", _("Banner")
        SETTINGS = "settings", _("Settings page")
        SIGNUP = "signup", _("Sign-up form")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    version = models.CharField(_("version of the text"), max_length=20)
    how = models.CharField(_("how"), max_length=10, choices=How.choices)
    given_at = models.DateTimeField(_("given"), default=now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="accounts_one_consent_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.version})"


class GivenRole(models.Model):
    """A role that a provider of identity gave, and when it was withdrawn. Roles given by hand have no such row."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="given_roles")
    provider = models.CharField(_("provider"), max_length=200)
    role = models.CharField(_("role"), max_length=20)
    given_at = models.DateTimeField(_("given"), default=now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("role from a provider")
        verbose_name_plural = _("roles from providers")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "provider", "role"], condition=models.Q(withdrawn_at=None), name="accounts_one_given_role_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.provider})"


class ApiToken(models.Model):
    """A key to the API. Only its hash is kept: the key itself is shown once, when it is made."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    start = models.CharField(_("starts with"), max_length=12)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("made"), default=now)
    last_used = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"


class IdempotentResponse(models.Model):
    """What the API answered to an ``Idempotency-Key``, kept for a day so that a repeat gets the same answer."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="accounts_idempotency_key_once")]
