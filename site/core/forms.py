"""Fields and forms of texts that people write: nothing typed is cut off, and nothing is sent twice."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.text import clean_line


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


class LineField(KeptText):
    """A title: one line with at least ``least`` letters or digits; ``short`` is said when it has fewer."""

    def __init__(self, *, limit: int, least: int, short: Any, **kwargs: Any) -> None:
        self.least, self.short = least, short
        widget = forms.Textarea(attrs={"rows": 2, "class": "ask-title", "autocomplete": "off"})
        super().__init__(limit=limit, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if sum(char.isalnum() for char in value) < self.least:
            raise forms.ValidationError(self.short, code="too_short")


class BodyField(KeptText):
    def __init__(self, *, limit: int, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Write something first.")})
        super().__init__(limit=limit, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class SentOnce(forms.Form):
    """A form with a nonce: sent twice, it does its work once."""

    nonce = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nonce"].initial = new_nonce


def new_nonce() -> str:
    return uuid4().hex
