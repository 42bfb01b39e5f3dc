"""Forms of managers: a suggestion rule, a line of synonyms, many lines at once."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from core.characters import clean_line
from core.content import content
from core.viewer import Viewer
from search.indexing import searchable_kind
from search.managing.pins import BadPin, read_pin, written
from search.models import SuggestionRule
from search.models.rules import LINE_MAX, NAME_MAX
from search.rules import tag_slug

LOCAL = "%Y-%m-%dT%H:%M"
MOST_PHRASES, PHRASE_MAX = 50, 100
MOST_TAGS = 20
MOST_PINNED = 10
BANNER_MAX = 200
ONE_CONTENT, ONE_TAG = "key", "tag"
BY = [
    ("0.5", _("Lower it")),
    ("1.25", _("A little higher")),
    ("1.5", _("Higher")),
    ("2.5", _("Much higher")),
]
CONDITIONS = ("name", "phrases", "matching", "tags", "languages", "audiences", "min_trust", "max_trust", "starts_at", "ends_at")
WRONG_LINES = {
    "empty": _("Something is missing on one side."),
    "alone": _("One word alone has no synonym: write at least two, with a comma or an arrow between them."),
    "arrows": _("One arrow (=>) is enough."),
    "long": _("Too long: write fewer words, or shorter phrases."),
    "stop_words": _("Words such as “the” or “of” alone find everything: use words that mean something."),
    "many": _("There are too many lines. Delete some that nobody needs."),
}


def raisable() -> list[tuple[str, Any]]:
    kinds = [(f"kind:{kind}", content[kind].label) for kind in sorted(content.kinds()) if searchable_kind(kind)]
    return [("", _("Nothing")), *kinds, (ONE_TAG, _("What has this tag")), (ONE_CONTENT, _("This content"))]


class Lines(forms.CharField):
    """Texts, one a line."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = list(dict.fromkeys(line for raw in super().clean(value).splitlines() if (line := clean_line(raw))))
        if len(lines) > self.most:
            raise forms.ValidationError(gettext("At most %(n)d lines.") % {"n": self.most})
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(gettext("At most %(n)d characters a line.") % {"n": self.longest})
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class LocalTime(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(input_formats=[LOCAL, f"{LOCAL}:%S"], widget=widget, required=False, **kwargs)


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=NAME_MAX, help_text=_("For managers: what this rule is for."))
    phrases = Lines(
        label=_("The text contains"),
        most=MOST_PHRASES,
        longest=PHRASE_MAX,
        help_text=_("Words or phrases, one a line. Accents, capitals and plurals make no difference. Empty: any text."),
    )
    matching = forms.ChoiceField(label=_("How many of them"), choices=SuggestionRule.Matches.choices, initial="any")
    tags = forms.CharField(
        label=_("Tags or products"), required=False, max_length=500, help_text=_("With commas between them; one of them is enough.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    audiences = forms.MultipleChoiceField(
        label=_("Who asks"),
        required=False,
        choices=SuggestionRule.Audience.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everybody."),
    )
    min_trust = forms.TypedChoiceField(label=_("Least trust level"), choices=[(n, str(n)) for n in range(5)], coerce=int, initial=0)
    max_trust = forms.TypedChoiceField(label=_("Highest trust level"), choices=[(n, str(n)) for n in range(5)], coerce=int, initial=4)
    starts_at = LocalTime(label=_("In force from"))
    ends_at = LocalTime(label=_("In force until"))

    pins = Lines(
        label=_("Show first"),
        most=MOST_PINNED,
        longest=400,
        help_text=_("One a line: the address of a page of this site, or a title and a link elsewhere. Nobody sees what they may not see."),
    )
    raises = forms.ChoiceField(label=_("Raise or lower"), required=False, choices=raisable)
    raised = forms.CharField(label=_("Which tag, or which content"), required=False, max_length=400, help_text=_("A tag, or an address."))
    raised_by = forms.TypedChoiceField(label=_("How much"), choices=BY, coerce=float, initial="1.5")
    expert_tag = forms.CharField(
        label=_("Lead to the experts on"), required=False, max_length=60, help_text=_("A tag. Who asks is offered to ask them.")
    )
    asks_version = forms.BooleanField(label=_("Ask for the version of the product"), required=False)
    offer = forms.ChoiceField(label=_("Offer at once"), required=False, choices=SuggestionRule.Offer.choices)
    chat_url = forms.URLField(label=_("Where the chat is"), required=False, max_length=300, assume_scheme="https")
    enabled = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, viewer: Viewer, host: str, **kwargs: Any) -> None:
        self.viewer, self.host = viewer, host
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            label = " · ".join((gettext("Say this line"), gettext(str(name))))  # message extraction doesn't read f-strings
            self.fields[f"banner_{code[:2]}"] = forms.CharField(label=label, required=False, max_length=BANNER_MAX)
        self.order_fields([*CONDITIONS, "pins", *self.banners(), *(name for name in self.fields if name != "enabled"), "enabled"])

    @staticmethod
    def banners() -> list[str]:
        return [f"banner_{code[:2]}" for code, _name in settings.LANGUAGES]

    @staticmethod
    def initial_of(rule: SuggestionRule) -> dict[str, Any]:
        facts = {name: getattr(rule, name) for name in RuleForm.base_fields}  # type: ignore[attr-defined]
        facts |= {f"banner_{code}": text for code, text in rule.banner.items()}
        facts["tags"] = ", ".join(rule.tags)
        facts["pins"] = [written(pin) for pin in rule.pins]
        facts["raises"] = f"kind:{rule.raised}" if rule.raises == SuggestionRule.Raises.KIND else rule.raises
        facts["raised"] = "" if rule.raises == SuggestionRule.Raises.KIND else rule.raised
        facts["raised_by"] = f"{rule.raised_by:g}"
        return facts

    def clean_tags(self) -> list[str]:
        tags = list(dict.fromkeys(tag_slug(name) for name in self.cleaned_data["tags"].split(",") if name.strip()))
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(gettext("At most %(n)d tags.") % {"n": MOST_TAGS})
        return tags

    def clean_expert_tag(self) -> str:
        tag = self.cleaned_data["expert_tag"].strip()
        return tag_slug(tag) if tag else ""

    def clean_pins(self) -> list[Any]:
        return [self._pin(line) for line in self.cleaned_data["pins"]]

    def _pin(self, line: str) -> str | dict[str, str]:
        try:
            return read_pin(line, self.viewer, self.host)
        except BadPin as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("starts_at") and given.get("ends_at") and given["starts_at"] >= given["ends_at"]:
            self.add_error("ends_at", gettext("It ends before it begins."))
        if given.get("min_trust", 0) > given.get("max_trust", 4):
            self.add_error("max_trust", gettext("It is below the least one."))
        if given.get("offer") == SuggestionRule.Offer.CHAT and not given.get("chat_url") and "chat_url" not in self.errors:
            self.add_error("chat_url", gettext("Say where the chat is."))
        self._clean_raised(given)
        wanted = ("pins", "raises", "expert_tag", "asks_version", "offer", *self.banners())
        if not self.errors and not any(given.get(name) for name in wanted):
            raise forms.ValidationError(gettext("The rule does nothing yet: say what it shows, raises, asks or offers."))
        return given

    def _clean_raised(self, given: dict[str, Any]) -> None:
        raises = given.get("raises", "")
        kind, _colon, value = raises.partition(":")
        if value:
            given["raises"], given["raised"] = kind, value
        elif not raises:
            given["raised"] = ""
        elif not given.get("raised"):
            self.add_error("raised", gettext("Say which one."))
        elif raises == ONE_TAG:
            given["raised"] = clean_line(given["raised"]).lower()
        else:
            try:
                found = read_pin(given["raised"], self.viewer, self.host)
            except BadPin as error:
                self.add_error("raised", str(error))
            else:
                if isinstance(found, str):
                    given["raised"] = found
                else:
                    self.add_error("raised", gettext("Only content of this site can be raised."))

    def facts(self) -> dict[str, Any]:
        said = {name.removeprefix("banner_"): clean_line(self.cleaned_data[name]) for name in self.banners() if self.cleaned_data[name]}
        return {name: self.cleaned_data[name] for name in self.base_fields} | {"banner": said}  # type: ignore[attr-defined]


def in_which_language() -> list[tuple[str, Any]]:
    return [*((code[:2], name) for code, name in settings.LANGUAGES), ("", gettext_lazy("All languages"))]


class SynonymForm(forms.Form):
    lang = forms.ChoiceField(label=_("Language"), required=False, choices=in_which_language)
    line = forms.CharField(
        label=_("Synonyms"),
        max_length=LINE_MAX,
        help_text=_("“tv, televisor”: each finds the other. “wifi => red inalámbrica”: who asks for the first also finds the second."),
    )


class ImportForm(forms.Form):
    lang = forms.ChoiceField(label=_("Language"), required=False, choices=in_which_language)
    text = forms.CharField(
        label=_("Lines"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One rule a line, as Solr writes them. What is there already stays as it is; lines that begin with # are passed over."),
    )
