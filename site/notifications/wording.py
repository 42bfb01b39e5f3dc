"""One sentence for each notification, in the language of the moment. Titles stand apart, so that sentences translate well."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.models import Notification

SOMEBODY = gettext_lazy("Somebody")

# kind, detail -> sentence; what isn't here by its detail is by its kind.
_SENTENCES: dict[tuple[str, str], Any] = {
    ("answer", ""): gettext_lazy("%(who)s answered you"),
    ("comment", ""): gettext_lazy("%(who)s left you a comment"),
    ("comment", "needs_info"): gettext_lazy("%(who)s asks you for details"),
    ("mention", ""): gettext_lazy("%(who)s mentioned you"),
    ("reply", ""): gettext_lazy("%(who)s replied in a thread you follow"),
    ("accepted", ""): gettext_lazy("%(who)s accepted your answer"),
    ("decision", "approved"): gettext_lazy("What you wrote is published"),
    ("decision", "hidden"): gettext_lazy("What you wrote is hidden for now"),
    ("decision", "refused"): gettext_lazy("What you wrote was not published"),
    ("decision", "restored"): gettext_lazy("What you wrote can be seen again"),
    ("decision", "closed"): gettext_lazy("Your question was closed"),
    ("decision", "sent_back"): gettext_lazy("A reviewer asks you for changes before it is published"),
    ("decision", "called_off"): gettext_lazy("The review of what you wrote was called off: it is a draft again"),
    ("decision", "credited"): gettext_lazy("An article with your part in it is published"),
    ("case", "opened"): gettext_lazy("Support took up your case"),
    ("case", "replied"): gettext_lazy("%(who)s from support replied to your case"),
    ("case", "closed"): gettext_lazy("Your case is closed"),
    ("case", "reopened"): gettext_lazy("Your case is open again"),
    ("reminder", "useful_answers"): gettext_lazy("Did one of the answers solve it?"),
    ("reminder", "is_it_solved"): gettext_lazy("Is it solved?"),
    ("upkeep", "check"): gettext_lazy("An article you keep is to be checked again"),
    ("upkeep", "translation"): gettext_lazy("The original of a translation you keep has changed"),
    ("review", ""): gettext_lazy("%(who)s asks for a review"),
    ("badge", ""): gettext_lazy("You earned a badge"),
    ("saved_search", ""): gettext_lazy("New for a search you saved"),
    ("contest", "voting"): gettext_lazy("Voting has begun in your contest"),
    ("contest", "closed"): gettext_lazy("The results of your contest are there"),
    ("contest", "cancelled"): gettext_lazy("Your contest was called off"),
    ("contest", "won"): gettext_lazy("You won!"),
}
_ANYTHING = gettext_lazy("There is something new for you")


def sentence(notification: Notification, who: str) -> str:
    """``who`` is the actor's name; empty when the house acted or the person is gone."""
    found = _SENTENCES.get((notification.kind, notification.detail)) or _SENTENCES.get((notification.kind, ""), _ANYTHING)
    return str(found) % {"who": who or _("Somebody")}


def why_you(notification: Notification) -> str:
    """The last lines of a mail: why this person got it."""
    return {
        "answer": _("You get this because you asked."),
        "comment": _("You get this because you wrote what it is about."),
        "mention": _("You get this because somebody named you."),
        "reply": _("You get this because you follow the thread."),
        "upkeep": _("You get this because you keep this article up to date."),
        "review": _("You get this because you decide what is published."),
    }.get(notification.kind, "")
