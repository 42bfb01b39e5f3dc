"""The style guide: every component as the pages use it, with all its states, on one page. What is not here does not exist yet."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ports.suggester import Suggestion
from core.templatetags.ui import STATES
from core.text import render_markdown

ROLES = (
    "surface",
    "raised",
    "sunken",
    "text",
    "muted",
    "border",
    "strong",
    "accent",
    "soft",
    "plane",
    "success",
    "warning",
    "danger",
    "highlight",
)
BRANDS = ("buganvilia", "anil", "agave", "girasol", "naranja", "grafito")


class ExampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), help_text=gettext_lazy("Others see it beside what you write."))
    serial = forms.RegexField(
        r"\A\w{12}\Z", label=gettext_lazy("Serial number"), error_messages={"invalid": gettext_lazy("It has 12 letters and digits.")}
    )
    product = forms.ChoiceField(label=gettext_lazy("Product"), choices=[("9", "Brisa 9"), ("7", "Brisa 7")], required=False)
    urgency = forms.ChoiceField(
        label=gettext_lazy("How urgent is it?"),
        choices=[("low", gettext_lazy("I can wait")), ("high", gettext_lazy("I cannot use it"))],
        widget=forms.RadioSelect,
    )
    follow = forms.BooleanField(label=gettext_lazy("Tell me when somebody answers"), required=False)
    body = forms.CharField(label=gettext_lazy("Tell it in detail"), widget=forms.Textarea, required=False)


def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide/page.html", _examples())


def _examples() -> dict[str, Any]:
    now = timezone.now()
    people = _people()
    form = ExampleForm({"name": "Tadeo", "serial": "BR9-22", "urgency": "low", "body": _("The hose must **not** be bent.")})
    form.is_valid()
    return {
        "roles": ROLES,
        "brands": BRANDS,
        "states": list(STATES),
        "people": people,
        "form": form,
        "search_form": ExampleForm(),
        "row": SimpleNamespace(
            url="#",
            title=_("White smoke the first time I used it"),
            excerpt=_("It is the factory grease of the heater. Switch it on empty at 200 degrees with the window open."),
            state="solved",
            answer_count=3,
            score=12,
            tags=[_("fryers")],
            created_at=now - timedelta(hours=2),
            lang="",
        ),
        "post": SimpleNamespace(
            pk=1,
            body_html=render_markdown(
                _("Nearly always it is the filter of the pump:\n\n1. Unplug it.\n2. Turn the filter to the left, slowly.")
            ).html,
            score=23,
            created_at=now - timedelta(days=4),
            lang="",
            visibility="public",
        ),
        "comments": [
            SimpleNamespace(
                pk=n,
                body_html=render_markdown(_("That was it. Many thanks.")).html,
                author_id=2,
                created_at=now - timedelta(days=3),
                visibility="public",
            )
            for n in range(1, 6)
        ],
        "suggestions": [
            Suggestion(
                "qa.question", 1, _("White smoke the first time"), "#", "", "", _("It is the factory grease of the heater."), True, 1.0
            ),
            Suggestion("kb.article", 2, _("Before you use your fryer"), "#", "", "", _("Wash the basket."), False, 0.5),
        ],
        "figures": [
            {
                "label": _("Deflection rate"),
                "value": "31.6",
                "unit": "%",
                "n": 4063,
                "note": "30.2–33.0",
                "definition": _("Confirmed over forms started."),
                "evidence_url": "#",
                "csv_url": "#",
                "change": {"text": "2.4", "good": True, "up": True},
            },
            {
                "label": _("First answer"),
                "value": "50",
                "unit": "min",
                "n": 1204,
                "definition": _("Over all questions, also those that nobody answered."),
                "evidence_url": "#",
                "change": {"text": "6", "good": False, "up": True},
            },
            {"label": _("Satisfaction"), "value": "", "n": 18},
        ],
        "columns": [{"label": _("Class")}, {"label": _("Journeys"), "num": True}],
        "table_rows": [[_("Confirmed"), "1,284"], [_("Failed"), "388"]],
        "tabs": [{"url": "#", "label": _("Summary"), "current": True}, {"url": "#", "label": _("Answers"), "count": 318}],
        "side": [
            {"url": "#", "label": _("Profile"), "icon": "user", "current": True},
            {"url": "#", "label": _("Privacy"), "icon": "lock"},
        ],
        "badges": [
            SimpleNamespace(
                name=name, level=level, get_level_display=word, description=_("That was it. Many thanks."), get_absolute_url="#"
            )
            for name, level, word in (
                (_("Reference"), "bronze", _("Bronze")),
                (_("Expert"), "silver", _("Silver")),
                (_("Apprentice"), "gold", _("Gold")),
            )
        ],
        "crumbs": [{"url": "#", "label": _("Questions")}, {"url": "#", "label": _("fryers")}],
        "facet": [
            {"value": "es", "label": "Español", "count": 29, "checked": True},
            {"value": "pt", "label": "Português", "count": 3, "lang": "pt"},
        ],
        "menu": [{"url": "#", "label": _("Close"), "icon": "lock"}, {"url": "#", "label": _("See in moderation"), "icon": "shield-check"}],
        "later": now + timedelta(hours=3, minutes=40),
        "soon": now + timedelta(minutes=9),
        "over": now - timedelta(minutes=4),
    }


def _people() -> dict[int, dict[str, Any]]:
    return {
        1: {
            "name": "Marisol Quiroga",
            "url": "#",
            "tone": 1,
            "expert_tags": [_("washing machines")],
            "rank": _("Reference"),
            "rank_level": 3,
            "points": 4812,
        },
        2: {"name": "Tadeo Villarroel", "url": "#", "tone": 2, "rank": _("Apprentice"), "rank_level": 1, "points": 64},
        3: {"name": "Iván Olmedo", "url": "#", "tone": 3, "role": "agent"},
    }
