"""Many ids in small shares, so that no transaction lasts and no query has too many parameters."""

from collections.abc import Iterable, Iterator
from itertools import islice

SHARE = 100


def shares(ids: Iterable[int], size: int = SHARE) -> Iterator[list[int]]:
    rest = iter(ids)
    while share := list(islice(rest, size)):
        yield share
