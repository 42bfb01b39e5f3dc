"""Mail to people: in their language, as text and HTML, and nothing twice for one key.

``send(person_id, "case_replied", {"case": 7}, key="case-reply:12")`` renders ``templates/mail/case_replied.txt`` (its first line is the
subject) and ``.html`` (whose classes come from ``mail.css``). Who gets mail at all is the people room's answer (`provide_recipients`);
people without a confirmed address are not in it. What has become of an address, and how a kind of mail is ended, is the postmaster's
(`provide_postmaster`): an address that bounced or complained gets nothing more, not even what people asked for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from smtplib import SMTPRecipientsRefused
from typing import Any, Protocol
from urllib.parse import urlsplit

import css_inline
import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation

from core import brand
from core.characters import clean_line
from core.models import MailSent

LEASE = timedelta(minutes=5)
"""A sender that died is taken to be dead after this long, and its mail is sent, under the same Message-ID, by the next."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Recipient:
    email: str
    language: str
    name: str
    unsubscribe: str = ""
    """The full address of a page that ends such mail with one click."""


FindRecipients = Callable[[Iterable[int]], Mapping[int, Recipient]]


class MailUnderWay(Exception):
    """Another worker is sending this very mail; whether it arrives is known within `LEASE`."""


class InsideTransaction(RuntimeError):
    """Mail can't be taken back, so it is sent where nothing can be rolled back (a handler with ``in_transaction=False``)."""


class Postmaster(Protocol):
    """Knows which addresses take no more mail, and how a person ends a kind of mail."""

    def unsubscribe_url(self, person_id: int, kind: str) -> str:
        """A full address where one click (RFC 8058) ends mail of ``kind``."""

    def stopped(self, address: str) -> bool: ...

    def refused(self, address: str, person_id: int, why: str) -> None:
        """The mail server says that there is no such mailbox."""


_find: list[FindRecipients] = []
_postmaster: list[Postmaster] = []


def provide_recipients(find: FindRecipients) -> None:
    """``find`` answers ids with those people who may be written to."""
    _find[:] = [find]


def provide_postmaster(postmaster: Postmaster) -> None:
    _postmaster[:] = [postmaster]


def recipients(ids: Iterable[int]) -> Mapping[int, Recipient]:
    """Those of these people who may be written to."""
    return _find[0](ids) if _find else {}


def send(
    to_person_id: int,
    template: str,
    context: Mapping[str, Any],
    *,
    key: str,
    kind: str = "",
    thread: str = "",
    even_if_stopped: bool = False,
) -> bool:
    """Send one mail, unless ``key`` was sent before; True if it went out now.

    ``kind`` is what the person can unsubscribe from; a mail without one answers something that they did themselves. Mails of one
    ``thread`` (any name) stand together in a mailbox. ``even_if_stopped`` is for asking whether an address works again.

    A worker that dies between handing over the mail and noting it is the one way to a second copy, which carries the same Message-ID.

    Raises:
        InsideTransaction: a transaction of the application is open.
        MailUnderWay: another worker has begun the same ``key`` and may still be at it.
        OSError, smtplib.SMTPException: the mail server did not take it; the key is free again.
    """
    if any(not block._from_testcase for block in transaction.get_connection().atomic_blocks):
        raise InsideTransaction(key)
    recipient = recipients([to_person_id]).get(to_person_id)
    if recipient is None or (_postmaster and not even_if_stopped and _postmaster[0].stopped(recipient.email)):
        return False
    if kind and _postmaster:
        recipient = replace(recipient, unsubscribe=_postmaster[0].unsubscribe_url(to_person_id, kind))
    claimed = _claim(key, template, to_person_id)
    if claimed is None:
        return False
    try:
        message(recipient, template, context, key=key, thread=thread).send()
    except Exception as error:
        MailSent.objects.filter(pk=claimed.pk, sent_at=None).delete()
        if _postmaster and (why := _no_such_mailbox(error, recipient.email)):
            _postmaster[0].refused(recipient.email, to_person_id, why)
            return False
        raise
    MailSent.objects.filter(pk=claimed.pk).update(sent_at=timezone.now())
    log.info("mail.sent", template=template, person=to_person_id, key=key)
    return True


def _no_such_mailbox(error: Exception, address: str) -> str:
    """What the server said when it refused this address for good (RFC 3463: 5.1.x is the address itself); empty for anything else."""
    if not isinstance(error, SMTPRecipientsRefused):
        return ""
    code, said = error.recipients.get(address, (0, b""))
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    about_address = code in (550, 551, 553) and (text.startswith("5.1.") or not text.startswith("5."))
    return f"{code} {text}" if about_address else ""


def message(recipient: Recipient, template: str, context: Mapping[str, Any], *, key: str, thread: str = "") -> EmailMultiAlternatives:
    """The mail, rendered in the recipient's language."""
    facts = {
        "recipient": recipient,
        "community": brand.current().name,
        "base_url": settings.BASE_URL,
        "language": recipient.language,
        **context,
    }
    with translation.override(recipient.language):
        # Plain text is not HTML: nothing in it is escaped.
        text = _template(f"{template}.txt").render(Context(facts, autoescape=False))
        html = _template(f"{template}.html").render(Context(facts))
    subject, _, body = text.strip().partition("\n")
    headers = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
    if thread:
        # The thread's first message is never sent: it is what all its mails answer, in whatever order they come.
        root = message_id(f"thread:{thread}")
        headers |= {"In-Reply-To": root, "References": root}
    if recipient.unsubscribe:
        headers |= {"List-Unsubscribe": f"<{recipient.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(clean_line(subject), body.strip() + "\n", to=[recipient.email], headers=headers)
    mail.attach_alternative(styled(html), "text/html")
    return mail


def message_id(key: str) -> str:
    """The same for the same key, so that a mailbox shows a mail that came twice once."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.BASE_URL).hostname}>"


def _claim(key: str, template: str, person_id: int) -> MailSent | None:
    """The row of ``key``, ours now; None when it has been sent."""
    now = timezone.now()
    row, made = MailSent.objects.get_or_create(key=key, defaults={"template": template, "person_id": person_id, "claimed_at": now})
    if made:
        return row
    if row.sent_at:
        return None
    stale = MailSent.objects.filter(pk=row.pk, sent_at=None, claimed_at__lt=now - LEASE)
    if not stale.update(claimed_at=now):
        raise MailUnderWay(key)
    return row


def _template(name: str) -> Template:
    """Django's own template, which can be rendered without escaping."""
    return get_template(f"mail/{name}").template  # type: ignore[attr-defined]


def styled(html: str) -> str:
    """Mail programs obey no style sheet, so its rules are written onto the elements."""
    css = _template("mail.css").render(Context())
    return css_inline.CSSInliner(extra_css=css, load_remote_stylesheets=False, keep_style_tags=False).inline(html)
