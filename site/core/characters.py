"""Characters that no reader sees, or that no database takes, leave every text at its door."""

import re

_HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u202a-\u202e\u2066-\u2069"  # direction overrides and isolates: a text must read as it is stored
    "\ufdd0-\ufdef\ufff9-\ufffb\ufeff\ufffe\uffff"
)
_SURROGATES = "\ud800-\udfff"
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_OTHER_ENDS = "\x85\u2028\u2029"
_SUSPECT = re.compile(f"[\r{_HIDDEN}{_SURROGATES}{_ACCENTS}{_OTHER_ENDS}]")
_UNWANTED, _SURROGATE = re.compile(f"[{_HIDDEN}]"), re.compile(f"[{_SURROGATES}]")
_TOWER = re.compile(f"([{_ACCENTS}]{{8}})[{_ACCENTS}]+")
_LINE_END = re.compile(f"\r\n?|[{_OTHER_ENDS}]")


def clean(text: str) -> str:
    """``text`` without controls, direction overrides, lone surrogates and towers of accents; lines end in a newline."""
    if not _SUSPECT.search(text):
        return text  # as nearly all
    text = _LINE_END.sub("\n", text)
    text = _UNWANTED.sub("", text)
    text = _SURROGATE.sub("\ufffd", text)
    return _TOWER.sub(r"\1", text)


def clean_line(text: str) -> str:
    """`clean`, in one line with single spaces: titles, tags, names."""
    return " ".join(clean(text).split())
