"""The person-facts port: what every room knows of people, in one batch, for author cards and the API.

Each room provides a batch function (ids → facts per id); its cost must not grow with the number of ids.
"""

from collections.abc import Callable, Iterable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

Provider = Callable[[list[int]], dict[int, dict[str, Any]]]
_providers: dict[str, Provider] = {}


def provide(name: str, facts: Provider) -> None:
    _providers[name] = facts


def facts_of(ids: Iterable[int | None]) -> dict[int, dict[str, Any]]:
    """Facts of each person, merged over the rooms. A room that fails leaves its facts out."""
    wanted = sorted({id for id in ids if id is not None})
    merged: dict[int, dict[str, Any]] = {id: {} for id in wanted}
    if not wanted:
        return merged
    for name, provider in _providers.items():
        try:
            for id, facts in provider(wanted).items():
                merged[id].update(facts)
        except Exception:
            log.exception("person facts failed", room=name)
    return merged
