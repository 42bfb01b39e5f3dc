"""A share of a count with the interval that says how much to believe it."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """``k`` of ``n``, with its Wilson 95 % interval; all None when ``n`` is 0."""

    k: int
    n: int
    value: float | None
    low: float | None
    high: float | None


def wilson(k: int, n: int) -> Share:
    """The score interval of E. B. Wilson (1927): never outside 0 to 1, and honest for small ``n``."""
    if n == 0:
        return Share(k, 0, None, None, None)
    p, z2 = k / n, Z95 * Z95
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(k, n, p, max(0.0, centre - half), min(1.0, centre + half))
