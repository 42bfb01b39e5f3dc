"""What the demo's files hold. The small demo is the six people and a dozen threads of this folder; the full one adds the languages'."""

import tomllib
from pathlib import Path
from typing import Any, Literal

Size = Literal["small", "full"]
Facts = dict[str, Any]

FOLDER = Path(__file__).parent
LANGUAGES = ("es", "pt", "en")


def read(path: Path, what: str) -> list[Facts]:
    return tomllib.loads(path.read_text(encoding="utf-8"))[what]


def of_house(what: str, file: str = "") -> list[Facts]:
    """The list ``what`` of this folder's file of that name, or another."""
    return read(FOLDER / f"{file or what}.toml", what)


def of_languages(what: str, files: str = "") -> list[Facts]:
    """The lists ``what`` of all languages' files that begin with ``files`` (default: ``what``), each with its ``lang``."""
    return [
        {"lang": lang} | facts
        for lang in LANGUAGES
        for path in sorted((FOLDER / lang).glob(f"{files or what}*.toml"))
        for facts in read(path, what)
    ]


def by_these(names: set[str], facts: list[Facts]) -> list[Facts]:
    """What only they had a part in, with what they alone said below it."""
    own = [one for one in facts if {one["by"], one.get("reviewer", one["by"])} <= names]
    return [
        one | {part: [said for said in one[part] if said["by"] in names] for part in ("posts", "comments") if part in one} for one in own
    ]


def oldest_first(facts: list[Facts]) -> list[Facts]:
    return sorted(facts, key=lambda one: -one["days"])
