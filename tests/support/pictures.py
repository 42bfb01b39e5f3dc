"""Files for tests of uploads."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    """A picture of many colours, so that it counts as a photograph."""
    made = Image.linear_gradient("L").resize(size).convert(mode)
    if mode == "RGB":
        made = Image.merge("RGB", [made.getchannel(0), made.getchannel(0).transpose(Image.Transpose.ROTATE_180), made.getchannel(0)])
    target = BytesIO()
    made.save(target, form, **options)
    return target.getvalue()


def file(data: bytes | None = None, name: str = "pump.png", media_type: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data, media_type)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))
