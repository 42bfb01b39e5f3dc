"""What readers send: a comment."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.models import COMMENT_MAX


class CommentForm(forms.Form):
    """``nonce`` makes a double click one comment."""

    body = forms.CharField(label=_("Your comment"), widget=forms.Textarea, error_messages={"required": _("Write something first.")})
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "comment_%s")
        super().__init__(*args, **kwargs)
        self.initial.setdefault("nonce", uuid4().hex)

    def clean_body(self) -> str:
        """The server checks the limit, so that the browser never cuts off what was pasted."""
        body = self.cleaned_data["body"].replace("\r\n", "\n").replace("\x00", "")
        if (over := len(body) - COMMENT_MAX) > 0:
            text = ngettext(
                "This is %(over)d character too long: at most %(limit)d fit. What you wrote is kept below.",
                "This is %(over)d characters too long: at most %(limit)d fit. What you wrote is kept below.",
                over,
            )
            raise forms.ValidationError(text, code="too_long", params={"over": over, "limit": COMMENT_MAX})
        return body
