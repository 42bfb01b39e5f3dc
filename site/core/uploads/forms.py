"""The form of a page without JavaScript: one file and its words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.uploads.kinds import allowed
from core.uploads.receiving import ALT_MAX


def accepted() -> str:
    """For the ``accept`` of a file input: what may be attached, pictures first."""
    return ",".join(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", *(f".{ending}" for ending in allowed())])


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=forms.FileInput, allow_empty_file=True)
    alt = forms.CharField(
        label=_("What does the picture show?"),
        help_text=_("For people who can't see it. Leave it empty for other files."),
        max_length=ALT_MAX,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accepted()
