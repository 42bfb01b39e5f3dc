"""What people send: checked here for pages and API alike, with errors in the reader's language."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.text import clean_line
from forums.models import BODY_MAX, REASON_MAX, TITLE_MAX, Forum

TITLE_MIN = 5


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
        errors = {"required": _("Give your topic a title.")}
        super().__init__(limit=TITLE_MAX, widget=widget, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if sum(char.isalnum() for char in value) < TITLE_MIN:
            raise forms.ValidationError(_("A few more words, please: others should see from the title what it is about."), code="too_short")


class BodyField(KeptText):
    def __init__(self, *, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Write something first.")})
        super().__init__(limit=BODY_MAX, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class SentOnce(forms.Form):
    """A form with a nonce: sent twice, it does its work once."""

    nonce = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nonce"].initial = new_nonce


class TopicForm(SentOnce):
    """``lang`` is asked where the forum has no language of its own."""

    title = TitleField(label=_("What is it about?"), help_text=_("One line that others recognise."))
    body = BodyField(label=_("Your message"), help_text=_("Tell it as you would to a neighbour."))
    lang = forms.ChoiceField(label=_("Language of your topic"), choices=settings.LANGUAGES)
    journey = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    follow = forms.BooleanField(label=_("Tell me when somebody replies"), required=False, initial=True)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if forum.lang:
            del self.fields["lang"]


class ReplyForm(SentOnce):
    body = BodyField(label=_("Your message"), help_text=_("Quote whom you answer, so that they and others see what you mean."), rows=6)


class EditForm(forms.Form):
    """For a reply; `EditTopicForm` adds the title. ``seen`` is the number of edits that the editor saw."""

    body = BodyField(label=_("Text"), rows=14)
    note = forms.CharField(label=_("What did you change?"), required=False, max_length=200, help_text=_("Shown in the list of versions."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class EditTopicForm(EditForm):
    title = TitleField(label=_("Title"))
    field_order = ["title", "body", "note"]


class LockForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it locked?"), required=False, max_length=REASON_MAX, help_text=_("Everybody who reads the topic sees this.")
    )


class MoveForm(forms.Form):
    to = forms.TypedChoiceField(label=_("To which forum?"), coerce=int)

    def __init__(self, *args: Any, targets: list[Forum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(forum.pk, forum.name) for forum in targets]  # type: ignore[attr-defined]


def new_nonce() -> str:
    return uuid4().hex
