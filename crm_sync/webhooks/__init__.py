"""Outgoing webhooks: signed as Standard Webhooks say, one message per target and event, retried by the relay until it arrives.

A target hears of each thing at least once, always under the same ``webhook-id``; whoever keeps the ids they have seen hears it once.
"""

from crm_sync.webhooks.messages import owe, replay
from crm_sync.webhooks.names import NAMES
from crm_sync.webhooks.sending import NotAccepted, send

__all__ = ["NAMES", "NotAccepted", "owe", "replay", "send"]
