"""What follows from this room's own events."""

from core.events import on
from qa.actions.remind_asker import mail_reminder
from qa.events import AskerReminded


@on(AskerReminded, consumer="qa.remind_asker_by_mail", in_transaction=False)
def remind_by_mail(event: AskerReminded) -> None:
    mail_reminder(event.question_id)
