"""Mails of single notifications: whether each is still due is asked at the moment of sending; each has its key and goes out once."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.viewer import viewer_of
from core import mail
from core.content import Card
from core.events import relay
from core.ports import decisions
from core.text import excerpt
from notifications.kinds import Channel, Choice
from notifications.models import Notification
from notifications.preferences import Wishes
from notifications.readers import Shown, people, shown_to
from notifications.wording import sentence, why_you
from qa.models import QUESTION, Answer, Question

EXCERPT = 700
OUT_OF_SIGHT = ("hidden", "refused", "pending")
UNDECIDED = (Question.State.ANSWERED, Question.State.NEEDS_INFO)
TEMPLATES = {"useful_answers": "answers_wait", "is_it_solved": "asked_if_solved", "new_content": "saved_search"}


def mail_all(ids: Iterable[int]) -> None:
    """Send what is due of these. One that fails keeps none of the others; the first failure is raised at the end, for a retry.

    Raises:
        Exception: whatever sending a mail raised.
    """
    failed: list[Exception] = []
    for pk in ids:
        relay.renew()
        try:
            mail_one(pk)
        except relay.LeaseLost:
            raise
        except Exception as error:  # the others are still due
            failed.append(error)
    if failed:
        raise failed[0]


def mail_one(notification_id: int) -> bool:
    """True if it went out now."""
    notification = Notification.objects.select_related("actor").filter(pk=notification_id).first()
    if notification is None or not wanted_now(notification, Choice.AT_ONCE):
        return False
    person = people([notification.person_id]).get(notification.person_id)
    if person is None:
        return False
    with translation.override(person.language):
        shown = shown_to([notification.ref], viewer_of(person)).get(notification.ref)
        context = _context(notification, shown) if shown and still_true(notification, shown) else None
    if context is None:
        return False
    key = notification.cause if notification.kind == "reminder" else f"notifications.mail:{notification.pk}"
    thread = f"{notification.thread_kind}:{notification.thread_id}"
    template = TEMPLATES.get(notification.detail, "notification")
    return mail.send(person.pk, template, context, key=key, kind=notification.email_kind, thread=thread)


def wanted_now(notification: Notification, choice: str) -> bool:
    """Not read meanwhile, not withdrawn, and the person hasn't changed their mind."""
    if notification.email != choice or notification.read_at or notification.withdrawn:
        return False
    return Wishes([notification.person_id]).choice(notification.person_id, notification.email_kind, Channel.EMAIL) != Choice.OFF


def still_true(notification: Notification, shown: Shown) -> bool:
    """A decision that was changed meanwhile is not told by mail, nor is a question that has been settled asked about."""
    if notification.kind == "decision" and isinstance(shown, Card):
        return (shown.state in OUT_OF_SIGHT) == (notification.detail in ("hidden", "refused"))
    if notification.detail == "useful_answers":
        undecided = Question.objects.filter(pk=shown.id, accepted=None, state__in=UNDECIDED)
        return undecided.exists() and Answer.objects.useful_to_asker().filter(question=shown.id).exists()
    return True


def _context(notification: Notification, shown: Shown) -> dict[str, Any]:
    who = notification.actor.name if notification.actor and not notification.actor.is_anonymised else ""
    said = sentence(notification, who)
    told: dict[str, Any] = {
        "sentence": said,
        "title": shown.title,
        "text": _text(notification, shown),
        "url": urljoin(settings.BASE_URL, shown.url),
        "why": why_you(notification),
        "settings_url": settings_url(),
        "links": [(title, urljoin(settings.BASE_URL, url)) for title, url in getattr(shown, "links", ())],
    }
    if notification.kind == "decision":
        told |= _decision(notification)
    if notification.detail == "useful_answers":
        told |= {"answers": Answer.objects.useful_to_asker().filter(question=shown.id).count(), "url": f"{told['url']}#thread"}
    return told


def _text(notification: Notification, shown: Shown) -> str:
    """The beginning of what was written; their own question is known to its asker."""
    if not isinstance(shown, Card):
        return shown.text
    return "" if notification.ref_kind == QUESTION and notification.kind != "mention" else excerpt(shown.html, EXCERPT)


def _decision(notification: Notification) -> dict[str, Any]:
    """Why, and where to say that it is wrong."""
    why = decisions.why(*notification.ref) if notification.detail in ("hidden", "refused") else None
    against = notification.detail in ("hidden", "refused", "closed")
    return {
        "reasons": [str(reason) for reason in why.reasons] if why else [],
        "message": why.message if why else "",
        "appeal_url": urljoin(settings.BASE_URL, reverse("crm_sync:support")) if against else "",
    }


def settings_url() -> str:
    return urljoin(settings.BASE_URL, reverse("notification_settings"))
