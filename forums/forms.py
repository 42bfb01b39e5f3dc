"""What people send: checked here for pages and API alike, with errors in the reader's language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import BodyField, LineField, SentOnce
from forums.models import BODY_MAX, REASON_MAX, TITLE_MAX, Forum

TITLE_MIN = 5


class TitleField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        errors = {"required": _("Give your topic a title.")}
        short = _("A few more words, please: others should see from the title what it is about.")
        super().__init__(limit=TITLE_MAX, least=TITLE_MIN, short=short, error_messages=errors, **kwargs)


class TopicForm(SentOnce):
    """``lang`` is asked where the forum has no language of its own."""

    title = TitleField(label=_("What is it about?"), help_text=_("One line that others recognise."))
    body = BodyField(limit=BODY_MAX, label=_("Your message"), help_text=_("Tell it as you would to a neighbour."))
    lang = forms.ChoiceField(label=_("Language of your topic"), choices=settings.LANGUAGES)
    journey = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    follow = forms.BooleanField(label=_("Tell me when somebody replies"), required=False, initial=True)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if forum.lang:
            del self.fields["lang"]


class ReplyForm(SentOnce):
    body = BodyField(
        limit=BODY_MAX, label=_("Your message"), help_text=_("Quote whom you answer, so that they and others see what you mean."), rows=6
    )


class EditForm(forms.Form):
    """For a reply; `EditTopicForm` adds the title. ``seen`` is the number of edits that the editor saw."""

    body = BodyField(
        limit=BODY_MAX,
        label=_("Text"),
        rows=14,
    )
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
