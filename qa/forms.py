"""What people send: checked here for pages and API alike, with errors in the reader's language."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from core.text import clean_line
from qa import tagging
from qa.models import BODY_MAX, COMMENT_MAX, REASON_MAX, TAGS_MAX, TITLE_MAX

TITLE_MIN = 10


def too_long(value: str, limit: int) -> forms.ValidationError:
    over = len(value) - limit
    text = ngettext(
        "This is %(over)d character too long: at most %(limit)d fit. What you wrote is kept below.",
        "This is %(over)d characters too long: at most %(limit)d fit. What you wrote is kept below.",
        over,
    )
    return forms.ValidationError(text, code="too_long", params={"over": over, "limit": limit})


class KeptText(forms.CharField):
    """A text whose limit the server checks, so that the browser never cuts off what was pasted."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\x00", "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise too_long(value, self.limit)


class TitleField(KeptText):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "class": "ask-title", "autocomplete": "off"})
        errors = {"required": _("Say in one sentence what happens.")}
        super().__init__(limit=TITLE_MAX, widget=widget, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if sum(char.isalnum() for char in value) < TITLE_MIN:
            raise forms.ValidationError(_("A few more words, please: others should see from the title what happens."), code="too_short")


class BodyField(KeptText):
    def __init__(self, *, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Write something first.")})
        super().__init__(limit=BODY_MAX, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


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


class SentOnce(forms.Form):
    """A form with a nonce: sent twice, it does its work once."""

    nonce = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nonce"].initial = new_nonce


class AskForm(SentOnce):
    title = TitleField(
        label=_("What happens, in one sentence?"),
        help_text=_("Say which product it is, what it does and what the screen says."),
    )
    body = BodyField(
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

    body = BodyField(label=_("Text"), rows=14)
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


def new_nonce() -> str:
    return uuid4().hex


NOT_CONFIRMED = gettext_lazy("Confirm your e-mail address to post. What you wrote is kept below.")
