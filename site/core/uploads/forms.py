"""The form of a page without JavaScript: one file and its words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.uploads.kinds import allowed
from core.uploads.receiving import ALT_MAX


def accepted() -> str:
    """For the ``accept`` of a file input: what may be attached, pictures first."""
    return ",".join(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", *(f".{ending}" for ending in allowed())])


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ``most`` files beside a text; cleans to a list of files that `core.uploads.receive` has yet to judge."""

    def __init__(self, *, most: int = 5, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("required", False)
        kwargs.setdefault("allow_empty_file", True)
        super().__init__(widget=_ManyFiles(attrs={"multiple": True}), **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": accepted()}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > self.most:
            text = ngettext("At most %(most)d file.", "At most %(most)d files.", self.most)
            raise forms.ValidationError(text, code="too_many", params={"most": self.most})
        return [super(FilesField, self).clean(file, initial) for file in files]


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
