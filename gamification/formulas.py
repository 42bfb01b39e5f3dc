"""Formulas that people write: ``solutions >= 10 and days >= 60``, typed by rule-engine, never `eval`.

Only names of figures, whole numbers, comparisons, ``and``, ``or``, ``not`` and brackets: enough for a rank or a badge, and nothing that
could run long, match a pattern or reach an object.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Least:
    """``name`` must be at least ``least``."""

    name: str
    least: int


@dataclass(frozen=True, slots=True)
class Formula:
    """``needs`` lists what is asked of each figure when the formula is a plain list of least values; empty when it is more than that."""

    text: str
    names: frozenset[str]
    needs: tuple[Least, ...]
    _matches: Callable[[Mapping[str, int]], bool]

    def holds(self, figures: Mapping[str, int]) -> bool:
        """Whether it is true of these figures; one that is missing is nought."""
        return bool(self._matches({name: figures.get(name, 0) for name in self.names}))


@lru_cache(maxsize=256)
def parse(text: str, known: frozenset[str]) -> Formula:
    """
    Raises:
        ValidationError: it isn't a formula over ``known`` figures; the message says what is wrong with it.
    """
    # rule-engine makes its grammar's tables when it is imported: a second that a process without formulas needn't wait.
    from gamification.formula_grammar import read

    return read(text, known)
