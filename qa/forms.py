"""What people send: checked here for pages and API alike, with errors in the reader's language."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from core.forms import BodyField, KeptText, LineField, SentOnce
from qa import tagging
from qa.models import BODY_MAX, COMMENT_MAX, REASON_MAX, TAGS_MAX, TITLE_MAX

TITLE_MIN = 10


class TitleField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        errors = {"required": _("Say in one sentence what happens.")}
        short = _("A few more words, please: others should see from the title what happens.")
        super().__init__(limit=TITLE_MAX, least=TITLE_MIN, short=short, error_messages=errors, **kwargs)


class TagsField(forms.CharField):
    """Names parted by commas or spaces; cleans to a list."""

    default_error_messages = {"too_many": _("At most %(limit)d topics: choose the ones that matter.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Topics"))
        kwargs.setdefault("help_text", _("Up to five, with commas between them: the product, the error code."))
        super().__init__(
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "data-complete": reverse_lazy("qa:complete_tags"), "data-complete-label": _("Topics")}
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        names = tagging.parse(super().clean(value))
        if len(names) > TAGS_MAX:
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many", params={"limit": TAGS_MAX})
        return names


class AskForm(SentOnce):
    title = TitleField(
        label=_("What happens, in one sentence?"),
        help_text=_("Say which product it is, what it does and what the screen says."),
    )
    body = BodyField(
        limit=BODY_MAX,
        label=_("Tell us more"),
        help_text=_("What you tried, since when it happens and what you expected."),
        error_messages={"required": _("Tell us a little more, so that others can help.")},
    )
    tags = TagsField()
    lang = forms.ChoiceField(label=_("Language of your question"), choices=settings.LANGUAGES)
    journey = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    follow = forms.BooleanField(label=_("Tell me by e-mail when somebody answers"), required=False, initial=True)


class AnswerForm(SentOnce):
    body = BodyField(
        limit=BODY_MAX,
        label=_("Write your answer"),
        help_text=_("Say what you tried and what happened. If it helps in one case only, say so."),
    )


class CommentForm(SentOnce):
    body = KeptText(
        label=_("Your comment"),
        limit=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )


class EditForm(forms.Form):
    """For an answer; `EditQuestionForm` adds what a question has. ``seen`` is the number of edits that the editor saw."""

    body = BodyField(limit=BODY_MAX, label=_("Text"), rows=14)
    note = forms.CharField(label=_("What did you change?"), required=False, max_length=200, help_text=_("Shown in the list of versions."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class EditQuestionForm(EditForm):
    title = TitleField(label=_("Title"))
    tags = TagsField()
    field_order = ["title", "body", "tags", "note"]


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Why is it closed?"), max_length=300, help_text=_("Everybody who reads the question sees this."))
    duplicate_of = forms.CharField(
        label=_("Duplicate of"), required=False, max_length=300, help_text=_("Address or number of the original question.")
    )

    def clean_duplicate_of(self) -> int | None:
        """The number in ``123`` or ``https://…/questions/123/slug/``."""
        text = self.cleaned_data["duplicate_of"].strip()
        if not text:
            return None
        number = text.rsplit("/questions/", 1)[-1].split("/", 1)[0].lstrip("#")
        if not (number.isascii() and number.isdecimal() and len(number) <= 18):
            raise forms.ValidationError(gettext("This is not the address of a question."), code="no_question")
        return int(number)


class AcceptForm(forms.Form):
    """For those who accept in the asker's place."""

    reason = forms.CharField(
        label=_("Why does this answer solve it?"),
        max_length=REASON_MAX,
        help_text=_("You choose in place of the person who asked. Everybody who reads the answer sees your reason."),
        error_messages={"required": _("Say why you accept this answer.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class NeedsInfoForm(forms.Form):
    what = KeptText(
        label=_("What is missing?"),
        limit=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person who asked is told, and this appears as your comment."),
        error_messages={"required": _("Say what you need to know.")},
    )


NOT_CONFIRMED = gettext_lazy("Confirm your e-mail address to post. What you wrote is kept below.")
