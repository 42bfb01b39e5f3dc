"""The first of Django's upload handlers: a request that is larger than any door takes is refused before a byte of it is stored."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class LimitedBody(FileUploadHandler):
    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803 - Django's name
        if content_length > settings.UPLOADS_MAX_BODY:
            raise RequestDataTooBig(f"{content_length} bytes were sent, at most {settings.UPLOADS_MAX_BODY} are taken")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
