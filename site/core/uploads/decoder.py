"""A process of its own that opens pictures, so that none of them can harm the server: `core.uploads.decoding` starts it and talks to it.

It imports Pillow and nothing of ours. For each line it reads (a job in JSON) it forks; the child gives up memory, time and file size
before it looks at the file, writes what it made beside it, and ends. One line of JSON answers.
"""

import json
import math
import os
import resource
import select
import signal
import sys
import warnings
from io import BytesIO
from typing import Any

from PIL import (
    AvifImagePlugin,  # noqa: F401
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)

TAKEN = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
MEMORY = 384 * 1024**2
CPU_SECONDS, SECONDS = 6, 10
LARGEST_FILE = 24 * 1024**2
PHOTOGRAPHS = ("JPEG", "MPO")
FEW_COLOURS = 256
ORIENTATION = 0x0112

Job = dict[str, Any]


class NotMade(Exception):
    """``args[0]`` is the code of `core.uploads.RefusedUpload`."""


def make(job: Job) -> Job:
    """Open ``job["source"]`` and write each of ``job["makes"]``: ``{"file", "side", "square"}``, the longest side in pixels."""
    try:
        with Image.open(job["source"], formats=TAKEN) as opened:
            photograph = opened.format in PHOTOGRAPHS
            # A photograph is decoded at about the size that is needed; anything else is whole in memory first.
            if not 0 < opened.width * opened.height <= job["max_pixels"] // (1 if photograph else 2):
                raise NotMade("too_many_pixels")
            turned = _orientation(opened)
            profile = opened.info.get("icc_profile")
            if photograph:
                opened.draft(None, _needed(opened.size, job["makes"]))
            opened.load()
            picture = _plain_mode(opened)
        made = [_write(picture, turned, profile, wanted, (photograph, job["compatible"])) for wanted in job["makes"]]
    except UnidentifiedImageError as error:
        raise NotMade("not_a_picture") from error
    except MemoryError as error:
        raise NotMade("too_hard") from error
    except Image.DecompressionBombError as error:
        raise NotMade("too_many_pixels") from error
    return {"made": made}


def _needed(size: tuple[int, int], makes: list[Job]) -> tuple[int, int]:
    """The smallest size from which everything can be made: squares need the shorter side, the rest the longer."""
    scale = max(one["side"] / (min if one["square"] else max)(size) for one in makes)
    return math.ceil(size[0] * scale), math.ceil(size[1] * scale)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # a camera's notes may be anything, and the picture is whole without them
        return 1


def _plain_mode(picture: Image.Image) -> Image.Image:
    """In RGB, RGBA, L or CMYK: what resizing and colour conversion take."""
    if picture.mode in ("RGB", "RGBA", "L", "CMYK") and "transparency" not in picture.info:
        return picture
    if picture.mode.startswith(("I", "F")):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = "transparency" in picture.info or picture.mode in ("LA", "PA", "La", "RGBa")
    return picture.convert("RGBA" if see_through else "RGB")


def _write(picture: Image.Image, turned: int, profile: bytes | None, wanted: Job, kind: tuple[bool, bool]) -> Job:
    side = wanted["side"]
    if wanted["square"]:
        side = min(side, *picture.size)
        small = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    else:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        small = picture
    small = _in_srgb(_turned(small, turned), profile)
    fresh = Image.new(small.mode, small.size)
    fresh.paste(small)
    photograph, compatible = kind
    options: Job
    if not photograph and fresh.getcolors(FEW_COLOURS) is not None:
        form, options = "PNG", {"optimize": True}
    elif compatible and fresh.mode == "RGB":
        form, options = "JPEG", {"quality": 88, "optimize": True, "progressive": True}
    else:
        form, options = "WEBP", {"quality": 82, "method": 2}
    fresh.save(wanted["file"], form, **options)
    return {"file": wanted["file"], "format": form, "width": fresh.width, "height": fresh.height}


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    return picture.transpose(turn) if turn is not None else picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB, so that the profile isn't needed any more; one that makes no sense is left out. Opaque pictures lose their alpha."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            colours = ImageCms.profileToProfile(colours, given, ImageCms.createProfile("sRGB"), outputMode="RGB") or colours
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    colours = colours.convert("RGB")
    if alpha and alpha.getextrema()[0] < 255:  # type: ignore[operator]
        colours.putalpha(alpha)
    return colours


def _give_up_rights() -> None:
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue  # a system without this limit still has the others, and the clock of `_run`


def _child(job: Job) -> Job:
    _give_up_rights()
    try:
        return make(job)
    except NotMade as refusal:
        return {"refused": refusal.args[0]}
    except Exception as error:  # a broken file breaks a decoder in any way it likes
        return {"refused": "damaged", "why": f"{type(error).__name__}: {error}"[:200]}


def _run(job: Job) -> Job:
    """Fork, wait, and say how much memory it took (kB)."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.write(writing, json.dumps(_child(job)).encode())
        os._exit(0)
    os.close(writing)
    answer = b""
    if select.select([reading], [], [], SECONDS)[0]:
        answer = os.read(reading, 60_000)
    else:
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    _pid, _status, used = os.wait4(child, 0)
    return (json.loads(answer) if answer else {"refused": "too_hard"}) | {"kilobytes": used.ru_maxrss}


def main() -> None:
    # Pixels are counted before anything is decoded, so Pillow's own limit would only speak first, and more mildly.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
