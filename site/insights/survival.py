"""Kaplan–Meier: how long until something happens, when for some it has not happened yet (E. L. Kaplan, P. Meier, 1958).

Leaving out those that still wait would flatter: a question without an answer after a week says "more than a week".
"""

from collections.abc import Iterable
from itertools import groupby


def quantile(waits: Iterable[tuple[float, bool]], share: float) -> float | None:
    """The wait by which ``share`` of all have had it happen; None when that was never reached.

    ``waits``: seconds, and whether it happened then (else: it had not happened by then).
    """
    ordered = sorted(waits)
    at_risk = len(ordered)
    surviving = 1.0
    for wait, group in groupby(ordered, key=lambda row: row[0]):
        rows = list(group)
        happened = sum(1 for _wait, done in rows if done)
        if happened:
            surviving *= 1 - happened / at_risk
            if surviving <= 1 - share + 1e-12:
                return wait
        at_risk -= len(rows)
    return None
