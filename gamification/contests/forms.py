"""Forms of contests. Times are those of the contest's own place, so they are read and shown by its clock (`InZone`)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gamification.contests.actions.move import BEGINS
from gamification.models import Contest
from gamification.models.contests import REASON_MAX
from gamification.ranks import NEWCOMER, RANKS
from qa.tagging import clean, slug_of

LOCAL = "%Y-%m-%dT%H:%M"
TIMES = tuple(BEGINS.values())
LANGUAGES = [(code, name) for code, name in settings.LANGUAGES]


def zones() -> list[tuple[str, str]]:
    """Places by name, those of the Americas first; what is no place ("Etc/GMT+3") is left out."""
    places = [name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))]
    return [(name, name.replace("_", " ")) for name in sorted(places, key=lambda name: (not name.startswith("America/"), name))]


class LocalTime(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(input_formats=[LOCAL, f"{LOCAL}:%S"], widget=widget, **kwargs)


class InZone(forms.Form):
    """Reads times by the clock of ``zone``: one that this clock skips or shows twice when it is changed is refused with the reason."""

    zone_name = settings.TIME_ZONE

    def _clean_fields(self) -> None:
        with timezone.override(ZoneInfo(self._zone())):
            super()._clean_fields()  # type: ignore[misc]

    def _zone(self) -> str:
        given = self.data.get(self.add_prefix("zone"), "") if "zone" in self.fields else ""
        return given if given in available_timezones() else self.zone_name


def shown(at: datetime | None, zone: str) -> str:
    """A moment as its field shows it."""
    return timezone.localtime(at, ZoneInfo(zone)).strftime(LOCAL) if at else ""


class TimesForm(InZone):
    """When the states that have not begun will begin."""

    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX, help_text=_("It is kept with the contest's history."))

    def __init__(self, *args: Any, contest: Contest, fields: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = contest.zone
        for name in reversed(fields):
            label = Contest._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            self.fields[name] = LocalTime(label=str(label).capitalize(), initial=shown(getattr(contest, name), contest.zone))
        self.order_fields([*fields, "reason"])


class ContestForm(InZone):
    slug = forms.SlugField(label=_("Short name in the address"), max_length=60)
    tag = forms.CharField(
        label=_("Tag"), max_length=60, help_text=_("What is written under it can enter. In the forums: #tag in the text.")
    )
    enters = forms.ChoiceField(label=_("What can enter"), choices=Contest.Enters.choices)
    method = forms.ChoiceField(label=_("Who wins"), choices=Contest.Method.choices, help_text=_("Of two equals the earlier entry wins."))
    winners = forms.IntegerField(label=_("How many win"), min_value=1, max_value=100, initial=1)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones, help_text=_("All times of this contest are by the clock of this place."))
    announce_at = LocalTime(label=_("Announced"), required=False, help_text=_("Without a time you announce it by hand."))
    opens_at = LocalTime(label=_("Entries from"))
    voting_at = LocalTime(label=_("Votes from"), required=False, help_text=_("Entries end then. Only for contests by votes."))
    judging_at = LocalTime(label=_("Last moment to vote or, by points, to enter"))
    closes_at = LocalTime(label=_("Results"))
    entries_each = forms.IntegerField(label=_("Entries per person"), min_value=1, max_value=100, initial=1)
    votes_each = forms.IntegerField(label=_("Votes per person"), min_value=1, max_value=100, initial=3)
    min_trust = forms.TypedChoiceField(label=_("Least trust level"), choices=[(n, str(n)) for n in range(5)], coerce=int, initial=0)
    min_rank = forms.TypedChoiceField(
        label=_("Least rank"), choices=[(rank.level, rank.label) for rank in (NEWCOMER, *reversed(RANKS))], coerce=int, initial=0
    )
    experts_only = forms.BooleanField(label=_("Experts alone"), required=False)
    staff_may_enter = forms.BooleanField(label=_("The company's team may enter"), required=False)

    def __init__(self, *args: Any, contest: Contest | None = None, **kwargs: Any) -> None:
        self.contest = contest
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            needed = code == settings.LANGUAGE_CODE[:2]
            self.fields[f"name_{code}"] = forms.CharField(label=_words(_("Name"), name), max_length=100, required=needed)
            self.fields[f"lead_{code}"] = forms.CharField(
                label=_words(_("In a sentence or two"), name), max_length=300, required=needed, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"prizes_{code}"] = forms.CharField(
                label=_words(_("Prizes"), name),
                required=False,
                max_length=1000,
                help_text=_("One a line: for what: what"),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_words(_("More about it"), name), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
            )
        if contest is not None and contest.state != Contest.State.DRAFT:
            for fact in self.facts_fields():
                del self.fields[fact]

    @classmethod
    def facts_fields(cls) -> list[str]:
        return list(cls.base_fields)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(contest: Contest) -> dict[str, Any]:
        facts = {name: getattr(contest, name) for name in ContestForm.facts_fields()}
        facts |= {name: shown(getattr(contest, name), contest.zone) for name in TIMES}
        for text in contest.texts.all():
            facts |= {f"name_{text.lang}": text.name, f"lead_{text.lang}": text.lead, f"prizes_{text.lang}": text.prizes}
            facts[f"body_{text.lang}"] = text.body_source
        return facts

    def clean_tag(self) -> str:
        return slug_of(clean(self.cleaned_data["tag"]))

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        taken = Contest.objects.filter(slug=slug).exclude(pk=self.contest.pk if self.contest else None)
        if taken.exists() or slug == "manage":
            raise forms.ValidationError(gettext("Another contest has this address."))
        return slug

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("method") == Contest.Method.POINTS:
            given["voting_at"] = None
        return given

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.facts_fields() if name in self.cleaned_data}

    def words(self) -> dict[str, dict[str, str]]:
        parts = ("name", "lead", "prizes", "body")
        return {code: {part: self.cleaned_data.get(f"{part}_{code}", "") for part in parts} for code, _name in LANGUAGES}


class TermsForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            needed = code == settings.LANGUAGE_CODE[:2]
            self.fields[code] = forms.CharField(
                label=_words(_("Terms"), name), required=needed, max_length=30_000, widget=forms.Textarea(attrs={"rows": 10})
            )


def _words(what: Any, language: Any) -> str:
    return f"{what} · {gettext(str(language))}"
