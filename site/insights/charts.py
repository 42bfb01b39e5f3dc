"""A line with its interval as SVG paths: shapes only, drawn by the server; the words and the table stand beside it in HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LINES = 1100, 200, 4
STEPS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A share of 0 to 1 with its interval; None where there is nothing to show."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Paths in a box of `WIDTH` × `HEIGHT`; ``ticks`` are the shares at the grid lines, from the top."""

    line: str
    area: str
    dot: str
    grid: str
    base: str
    ticks: tuple[float, ...]


def line(points: Sequence[Point]) -> Line | None:
    """None when fewer than two points have a value: that is a table's work."""
    known = [(index, point) for index, point in enumerate(points) if point.value is not None]
    if len(known) < 2:
        return None
    tops = [point.high if point.high is not None else point.value for _index, point in known]
    top = next((step for step in STEPS if step >= max(filter(None, tops), default=0)), 1.0)

    def place(index: int, share: float | None) -> str:
        x = index * WIDTH / (len(points) - 1)
        y = HEIGHT - min((share or 0) / top, 1) * HEIGHT
        return f"{x:.0f} {y:.1f}"

    middle = [place(index, point.value) for index, point in known]
    upper = [place(index, point.high) for index, point in known if point.high is not None]
    lower = [place(index, point.low) for index, point in known if point.low is not None]
    return Line(
        line="M" + " L".join(middle),
        area=f"M{' L'.join([*upper, *lower[::-1]])}Z" if len(upper) > 1 else "",
        dot=f"M{middle[-1]}h.01",
        grid="".join(f"M0 {row * HEIGHT / LINES:.0f}H{WIDTH}" for row in range(LINES)),
        base=f"M0 {HEIGHT}H{WIDTH}",
        ticks=tuple(top * (LINES - row) / LINES for row in range(LINES + 1)),
    )
