"""A company's colour as the style sheet uses it, for pictures: any CSS colour in, a plane that bears white words out.

OKLCH after Björn Ottosson (https://bottosson.github.io/posts/oklab/); the bounds are those of `--plane` in static/css/tokens.css.
"""

import math
import re

from PIL import ImageColor

OURS = (0.5, 0.2, 357.0)
DARKEST, LIGHTEST, STRONGEST = 0.3, 0.43, 0.155
_OKLCH = re.compile(r"oklch\(\s*([\d.]+)(%?)\s+([\d.]+)\s+([\d.]+)")

RGB = tuple[int, int, int]


def plane(colour: str) -> RGB:
    """The company's plane in light pages; ours when the colour is empty or unreadable."""
    light, chroma, hue = _oklch(colour)
    return _rgb(min(max(light, DARKEST), LIGHTEST), min(chroma, STRONGEST), hue)


def deeper(colour: RGB, share: float = 0.86) -> RGB:
    red, green, blue = (round(value * share) for value in colour)
    return red, green, blue


def _oklch(colour: str) -> tuple[float, float, float]:
    if found := _OKLCH.match(colour):
        return float(found[1]) / (100 if found[2] else 1), float(found[3]), float(found[4])
    try:
        red, green, blue = ImageColor.getrgb(colour)[:3]
    except ValueError:
        return OURS
    r, g, b = (_linear(value / 255) for value in (red, green, blue))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a))


def _rgb(light: float, chroma: float, hue: float) -> RGB:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return _byte(red), _byte(green), _byte(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _byte(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))
