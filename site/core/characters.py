"""Characters that no reader sees, or that no database takes, leave every text at its door."""

import re

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u202a-\u202e\u2066-\u2069"  # direction overrides and isolates: a text must read as it is stored
    "\ufdd0-\ufdef\ufff9-\ufffb\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ACCENT = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_TOWER = re.compile(f"({_ACCENT}{{8}}){_ACCENT}+")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")


def clean(text: str) -> str:
    """``text`` without controls, direction overrides, lone surrogates and towers of accents; lines end in a newline."""
    text = _LINE_END.sub("\n", text)
    text = _UNWANTED.sub("", text)
    text = _SURROGATE.sub("\ufffd", text)
    return _TOWER.sub(r"\1", text)


def clean_line(text: str) -> str:
    """`clean`, in one line with single spaces: titles, tags, names."""
    return " ".join(clean(text).split())
