"""The picture that stands beside a page where people share it: its title on the company's plane, 1200 by 630.

A picture's address carries what it depends on, so it may be kept for ever; it is drawn once and kept on disk. Only what guests may read
has one.
"""

import os
import tempfile
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from PIL import Image, ImageDraw, ImageFont

from config import colours
from core import brand
from core.content import content
from core.viewer import GUEST

SIZE = (1200, 630)
MARGIN = 80
DRAWING = "1"
"""A new value draws all of them anew."""
MOST_KEPT = 4_000
YEAR = 365 * 24 * 3600
HOME = "home"
LIME = (250, 249, 247)
FONT_SIZES, MOST_LINES = (84, 72, 62, 54), 4


def address(kind: str, id: object, title: str, lang: str) -> str:
    return reverse("share", args=[kind, str(id), version(kind, title, lang)])


def home_title() -> str:
    return brand.current().tagline or _("answers from customers and from the team")


def version(kind: str, title: str, lang: str) -> str:
    company = brand.current()
    seen = (DRAWING, kind, title, lang, company.name, company.colour)
    return sha256(repr(seen).encode()).hexdigest()[:16]


@cache_control(max_age=YEAR, public=True, immutable=True)
def _kept(request: HttpRequest, path: Path) -> HttpResponse:
    return HttpResponse(path.read_bytes(), content_type="image/png")


def share(request: HttpRequest, kind: str, id: str, asked: str) -> HttpResponse:
    title, lang = _title_of(kind, id)
    now = version(kind, title, lang)
    if asked != now:
        return redirect("share", kind, id, now)
    path = settings.PLAZA_DATA / "share" / now[:2] / f"{now}.png"
    if not path.exists():
        with translation.override(lang):
            label = _("Community") if kind == HOME else str(content[kind].label)
        _keep(path, draw(title, label))
    return _kept(request, path)


def _title_of(kind: str, id: str) -> tuple[str, str]:
    """Title and language of what every guest may read.

    Raises:
        Http404: there is no such thing, or not for guests.
    """
    if kind == HOME and id in dict(settings.LANGUAGES):
        with translation.override(id):
            return home_title(), id
    if kind not in content or not id.isdecimal() or len(id) > 18:
        raise Http404
    card = content[kind].card(int(id), GUEST)
    if card is None:
        raise Http404
    return card.title, card.lang


def draw(title: str, label: str) -> Image.Image:
    """``label`` says what it is; the company's name stands above, an arcade below, as on the pages."""
    company = brand.current()
    plane = colours.plane(company.colour)
    picture = Image.new("RGB", SIZE, plane)
    pen = ImageDraw.Draw(picture)
    _arcade(pen, colours.deeper(plane), arch=300, leg=150, foot=SIZE[1] - 44, left=MARGIN - 300)
    pen.text((MARGIN, MARGIN), company.name, font=_font(40, 680), fill=LIME)
    width = pen.textlength(company.name, font=_font(40, 680))
    pen.text((MARGIN + width + 18, MARGIN), f"· {label}", font=_font(40, 400), fill=LIME)
    size, lines = _fitted(pen, title)
    top = 190 + (4 * 90 - len(lines) * size * 1.12) / 2
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * size * 1.12), line, font=_font(size, 680), fill=LIME)
    pen.rectangle((0, SIZE[1] - 44, SIZE[0], SIZE[1]), fill=LIME)
    _arcade(pen, LIME, arch=48, leg=22, foot=SIZE[1] - 22, left=0, invert=plane)
    return picture


def _arcade(
    pen: ImageDraw.ImageDraw, colour: colours.RGB, *, arch: int, leg: int, foot: int, left: int, invert: colours.RGB | None = None
) -> None:
    """Round-headed openings from edge to edge, standing on ``foot``; ``invert`` draws the wall around them."""
    radius = round(arch * 0.34)
    if invert:
        pen.rectangle((0, foot - leg - radius - 10, SIZE[0], foot), fill=invert)
    for x in range(left, SIZE[0] + arch, arch):
        middle = x + arch // 2
        pen.pieslice((middle - radius, foot - leg - radius, middle + radius, foot - leg + radius), 180, 360, fill=colour)
        pen.rectangle((middle - radius, foot - leg, middle + radius, foot), fill=colour)


def _fitted(pen: ImageDraw.ImageDraw, title: str) -> tuple[int, list[str]]:
    """The largest size in which the title fits, and its lines; too long a title ends with an ellipsis."""
    size, lines = FONT_SIZES[-1], [title]
    for size in FONT_SIZES:
        lines = _lines(pen, title, _font(size, 680))
        if len(lines) <= (3 if size > FONT_SIZES[2] else MOST_LINES):
            return size, lines
    return size, [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip(" ,.;:") + "…"]


def _lines(pen: ImageDraw.ImageDraw, title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, line = [], ""
    for word in (piece for whole in title.split() for piece in (whole[i : i + 28] for i in range(0, len(whole), 28))):
        longer = f"{line} {word}".strip()
        if line and pen.textlength(longer, font=font) > SIZE[0] - 2 * MARGIN:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


@lru_cache(maxsize=16)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(settings.ROOT / "static" / "fonts" / "asap-latin-wght.woff2"), size)
    font.set_variation_by_axes([weight])
    return font


def _keep(path: Path, picture: Image.Image) -> None:
    """All of it or nothing, whoever reads at the same time; the oldest go when there are too many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
    with os.fdopen(handle, "wb") as file:
        picture.quantize(64).save(file, "PNG", optimize=True)
    Path(draft).replace(path)
    beside = sorted(path.parent.glob("*.png"), key=lambda each: each.stat().st_mtime)
    for old in beside[: max(len(beside) - MOST_KEPT // 256, 0)]:
        old.unlink(missing_ok=True)
