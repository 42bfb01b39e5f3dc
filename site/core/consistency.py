"""Consistency checks: each room's ``consistency.py`` says what must agree with what; `manage.py check_consistency` runs them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """``find`` yields one sentence per disagreement, naming the row; nothing when all agrees. It changes nothing."""

    name: str
    label: Any
    find: Callable[[], Iterable[str]]


registered: dict[str, Check] = {}


def check(name: str, *, label: Any) -> Callable[[Callable[[], Iterable[str]]], Callable[[], Iterable[str]]]:
    """Register a check under ``name`` (``"qa.counters"``)."""

    def register(find: Callable[[], Iterable[str]]) -> Callable[[], Iterable[str]]:
        registered[name] = Check(name, label, find)
        return find

    return register
