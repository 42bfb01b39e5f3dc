"""What leaves for other systems: the state of each object in the CRM, webhook targets, their messages and every attempt."""

import base64
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SyncState(models.Model):
    """Where one object stands with one connector: what it is called there and what last went wrong.

    ``unclear``: the last try may or may not have arrived, so the next one looks it up first. ``blocked``: several objects there match,
    nothing was written, and staff must say which.
    """

    connector = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    object_id = models.BigIntegerField()
    external_id = models.UUIDField()
    remote_id = models.CharField(max_length=120, blank=True, default="")
    remote_state = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")
    unclear = models.BooleanField(default=False)
    blocked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connector", "kind", "object_id"], name="crm_sync_state_once")]


def new_secret() -> str:
    """A signing secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class WebhookTarget(models.Model):
    """An address of the company that is told what happens. ``events`` empty means all of them."""

    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(_("signing secret"), max_length=120, default=new_secret)
    events = models.JSONField(_("events"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("webhook target")
        verbose_name_plural = _("webhook targets")

    def __str__(self) -> str:
        return self.name

    def wants(self, event: str) -> bool:
        return self.active and (not self.events or event in self.events)


class WebhookMessage(models.Model):
    """One thing that one target is to be told, once: ``uuid`` is the ``webhook-id`` of every attempt, so the target can tell repeats.

    ``kind`` and ``object_id`` are the ref of what it is about (the kind is empty for the CRM room's own), ``facts`` further ids.
    ``withheld_at``: guests might not know of it any more when it was to be sent, so it was not.
    """

    target = models.ForeignKey(WebhookTarget, on_delete=models.PROTECT, related_name="messages")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    event = models.CharField(max_length=40)
    event_row = models.BigIntegerField()
    kind = models.CharField(max_length=40, blank=True, default="")
    object_id = models.BigIntegerField()
    facts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "event_row"], name="crm_sync_message_once")]
        indexes = [
            models.Index(fields=["made_at"], name="crm_sync_message_late", condition=models.Q(delivered_at=None)),
            models.Index(fields=["kind", "object_id"], name="crm_sync_message_about"),
        ]


class WebhookAttempt(models.Model):
    """One try to deliver a message: append-only. ``status`` is the HTTP status, None when no answer came."""

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True, default="")
    milliseconds = models.PositiveIntegerField(default=0)
