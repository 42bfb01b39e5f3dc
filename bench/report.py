"""What every measurement prints."""

from collections.abc import Iterable, Sequence
from math import ceil


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least ``share`` (0–1) of ``values`` don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share) - 1)]


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; floats are shown with two digits after the point."""
    lines = [[_shown(value) for value in row] for row in rows]
    widths = [max(len(column), *(len(line[place]) for line in lines), 1) for place, column in enumerate(columns)]
    return "\n".join(
        [
            f"\n{title}\n",
            _line(columns, widths),
            "| " + " | ".join("-" * width for width in widths) + " |",
            *(_line(line, widths) for line in lines),
            "",
        ]
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _shown(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
