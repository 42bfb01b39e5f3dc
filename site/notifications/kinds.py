"""What people are told of, and how, as long as they say nothing else. A new kind is a line here: nothing is stored of it but its name."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    IN_APP = "in_app", _("On the site")
    EMAIL = "email", _("By e-mail")


class Choice(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Daily summary")
    WEEKLY = "weekly", _("Weekly summary")
    OFF = "off", _("Not at all")


SOONEST_FIRST = (Choice.AT_ONCE, Choice.DAILY, Choice.WEEKLY, Choice.OFF)
SUMMARISED = (Choice.DAILY, Choice.WEEKLY)


@dataclass(frozen=True, slots=True)
class Kind:
    """``icon`` is of the sprite. A kind that isn't ``on_site`` is mail alone; ``email_choices`` are those that make sense for it."""

    name: str
    label: Any
    icon: str
    email: Choice = Choice.AT_ONCE
    hint: Any = ""
    on_site: bool = True
    email_choices: tuple[Choice, ...] = SOONEST_FIRST

    def default(self, channel: str) -> Choice:
        if channel == Channel.EMAIL:
            return self.email
        return Choice.AT_ONCE if self.on_site else Choice.OFF

    def allowed(self, channel: str) -> tuple[Choice, ...]:
        if channel == Channel.EMAIL:
            return self.email_choices
        return (Choice.AT_ONCE, Choice.OFF) if self.on_site else (Choice.OFF,)


ALL_MAIL, SUMMARIES = "all", "digest"
"""Names that a link to unsubscribe may carry besides those of kinds: everything, and what comes in summaries."""

TOP = "top"

_KINDS = (
    Kind("answer", _("Answers to my questions and topics"), "reply"),
    Kind("comment", _("Comments on what I wrote"), "messages-square"),
    Kind("mention", _("Mentions of me"), "user"),
    Kind("reply", _("Replies in threads I follow"), "messages-square", Choice.DAILY),
    Kind("accepted", _("My answer was accepted"), "circle-check"),
    Kind("decision", _("Decisions about what I wrote"), "scale"),
    Kind("case", _("News of my cases"), "life-buoy", hint=_("What support writes to you always comes by e-mail, too.")),
    Kind("reminder", _("Questions of mine that wait for me"), "clock"),
    Kind("upkeep", _("Articles that I keep up to date"), "shield-check", hint=_("When one is to be checked again.")),
    Kind("review", _("What waits for my review"), "scale", hint=_("For those who decide what is published.")),
    Kind("badge", _("Badges"), "award", Choice.WEEKLY),
    Kind("contest", _("Contests"), "trophy", Choice.WEEKLY),
    Kind(
        "saved_search",
        _("New content for my saved searches"),
        "search",
        hint=_("How often, each search says."),
        email_choices=(Choice.AT_ONCE, Choice.OFF),
    ),
    Kind(
        TOP,
        _("The week's best threads"),
        "star",
        Choice.OFF,
        hint=_("Only if you ask for it."),
        on_site=False,
        email_choices=(Choice.WEEKLY, Choice.OFF),
    ),
)
KINDS = {kind.name: kind for kind in _KINDS}
