"""What people send: checked here for pages and API alike."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import MAX_CHARS, clean_line
from kb.models import COMMENT_MAX, SUMMARY_MAX, Rating, TopicPage

TITLE_MAX = 150
TITLE_MIN = 10
TAGS_MAX = 5
TAG_MAX = 50


class RatingForm(forms.Form):
    helpful = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    reason = forms.ChoiceField(choices=[("", ""), *Rating.Reason.choices], required=False)
    comment = forms.CharField(max_length=COMMENT_MAX, required=False)
    visitor = forms.RegexField(r"\A[A-Za-z0-9_-]{0,40}\Z", required=False)
    journey = forms.CharField(max_length=40, required=False)


class TextForm(forms.Form):
    """The fields that a new article and a change share."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_MAX, help_text=_("What the reader wants to do, or what doesn't work."))
    summary = forms.CharField(
        label=_("Summary"),
        max_length=SUMMARY_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences."),
    )
    text = forms.CharField(label=_("Text"), max_length=MAX_CHARS, widget=forms.Textarea(attrs={"rows": 18}))

    def clean_title(self) -> str:
        title = clean_line(self.cleaned_data["title"])
        if len(title) < TITLE_MIN:
            raise forms.ValidationError(_("A few more words, please: others should see from the title what it is about."), code="too_short")
        return title

    def clean_summary(self) -> str:
        return clean_line(self.cleaned_data["summary"])

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\x00", "")


class EditForm(TextForm):
    note = forms.CharField(label=_("What changes"), max_length=200, help_text=_("Readers see it beside the version."))


class ArticleForm(TextForm):
    """``places``: topics with their depth (`kb.selectors.places_for`)."""

    topic = forms.TypedChoiceField(label=_("Topic"), coerce=int)
    tags = forms.CharField(label=_("Tags"), required=False, help_text=_("Up to five, with commas between them."))

    field_order = ("title", "topic", "summary", "text", "tags")

    def __init__(self, *args: Any, places: list[tuple[TopicPage, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {topic.pk: topic for topic, _depth in places}
        choices = [(topic.pk, "– " * depth + topic.title) for topic, depth in places]
        self.fields["topic"].choices = choices if len(choices) == 1 else [("", _("Choose one")), *choices]  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        names = [clean_line(name)[:TAG_MAX].casefold() for name in self.cleaned_data["tags"].split(",")]
        names = list(dict.fromkeys(filter(None, names)))
        if len(names) > TAGS_MAX:
            raise forms.ValidationError(_("At most five tags: choose the ones that matter."), code="too_many")
        return names

    @property
    def place(self) -> TopicPage:
        return self.topics[self.cleaned_data["topic"]]
