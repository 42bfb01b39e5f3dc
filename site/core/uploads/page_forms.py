"""Wagtail's forms for pictures and documents, through our door."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.uploads.files import extension_of, plain_name
from core.uploads.kinds import attachment_type
from core.uploads.receiving import cleaned_picture
from core.uploads.refusals import RefusedUpload


class PictureField(WagtailImageField):
    """The picture made anew, before anything of Wagtail's opens it."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            try:
                picture = cleaned_picture(data)
            except RefusedUpload as refusal:
                raise ValidationError(refusal.message, code=refusal.code) from refusal
            # In place: Wagtail keeps the very file of the request when another field of the form is wrong.
            data.seek(0)
            data.truncate()
            data.write(picture.read())
            data.flush()
            data.seek(0)
            data.size, data.name = picture.size, picture.name
        return super().to_python(data)


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)


class DocumentField(WagtailDocumentField):
    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            data.name = plain_name(data.name or "")
            try:
                attachment_type(extension_of(data.name), data.read())
            except RefusedUpload as refusal:
                raise ValidationError(refusal.message, code=refusal.code) from refusal
            data.seek(0)
        return super().to_python(data)


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = DocumentField(label=field.label, required=field.required, widget=field.widget)
