"""Which HTML is too deep for parsers: they take square time for what is deep, and reopen unclosed formatting in every paragraph."""

import re
from collections import Counter
from collections.abc import Iterable

_TAG_START = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_CLOSED_BY_OTHERS = frozenset(
    "area base br caption col colgroup dd dt embed hr img input li link meta option p source tbody td tfoot th thead tr wbr".split()
)
# In both cases letter by letter, which is twice as fast as `re.IGNORECASE`.
_FORMATTING = "|".join(
    "".join(f"[{letter}{letter.upper()}]" for letter in name) for name in "a b big code em font i nobr s small strike strong tt u".split()
)
_FORMATTING_START = re.compile(rf"<(?:{_FORMATTING})(?![^\s/>])")
_FORMATTING_TAG = re.compile(rf"<(/?)({_FORMATTING})(?![^\s/>])")
_MAX_OPEN, _MAX_OPEN_FORMATTING = 200, 30


def explodes(html: str) -> bool:
    """Whether a parser would choke on ``html``, or make far more of it (40 kB became 80 MB)."""
    if len(_FORMATTING_START.findall(html)) > _MAX_OPEN_FORMATTING and _deeper(_FORMATTING_TAG.findall(html), _MAX_OPEN_FORMATTING):
        return True
    return html.count("<") - html.count("</") > _MAX_OPEN and _deeper(_TAG_START.findall(html), _MAX_OPEN)


def _deeper(tags: Iterable[tuple[str, str]], most: int) -> bool:
    """Whether more than ``most`` are open at once, of tags as slashes and names."""
    opened: Counter[str] = Counter()
    depth = 0
    for closing, name in tags:
        name = name.lower()
        if not closing:
            if name not in _CLOSED_BY_OTHERS:
                opened[name] += 1
                depth += 1
                if depth > most:
                    return True
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return False
