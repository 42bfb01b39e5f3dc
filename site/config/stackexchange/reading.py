"""Streams the rows of a dump's files (``Posts.xml`` or ``Posts.xml.gz``) in little memory, as far as they can be read."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from lxml import etree

Row = dict[str, str]
CHUNK = 1 << 18

# Genuine dumps hold references such as &#x1F; that XML forbids; they would end the reading.
_FORBIDDEN = re.compile(rb"&#(?:[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_BLANKED = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_REFERENCE_LENGTH = 16


class BrokenDump(Exception):
    """A file can't be read to its end; what came before it is good."""


def file_of(folder: Path, name: str) -> Path | None:
    """``name``.xml or ``name``.xml.gz in ``folder``, however it is capitalised."""
    wanted = (f"{name}.xml".lower(), f"{name}.xml.gz".lower())
    return next((file for file in sorted(folder.iterdir()) if file.name.lower() in wanted), None)


def rows_of(file: Path, at: Callable[[int], object] = lambda _: None) -> Iterator[Row]:
    """The attributes of each row; ``at`` is told how many bytes of the file are behind.

    Raises:
        BrokenDump: with the line of the fault, after all rows before it.
    """
    parser = etree.XMLPullParser(events=("end",), tag="row", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    with file.open("rb") as raw, _unpacked(file, raw) as stream:
        rest = b""
        while True:
            chunk, fault = _read(stream)
            whole, rest = _tidy(rest + chunk, last=not chunk)
            fault = fault or _feed(parser, whole, last=not chunk)
            yield from _ready(parser)
            at(raw.tell())
            if fault:
                raise BrokenDump(f"{file.name}: {fault}")
            if not chunk:
                return


def _unpacked(file: Path, raw: IO[bytes]) -> IO[bytes]:
    return gzip.GzipFile(fileobj=raw) if file.suffix.lower() == ".gz" else raw  # type: ignore[return-value]


def _read(stream: IO[bytes]) -> tuple[bytes, str]:
    try:
        return stream.read(CHUNK), ""
    except EOFError:
        return b"", "the gzip file is cut off before its end"
    except (gzip.BadGzipFile, zlib.error) as error:
        return b"", f"not a sound gzip file ({error})"


def _tidy(data: bytes, *, last: bool) -> tuple[bytes, bytes]:
    """What can be parsed now, and what waits for the next chunk: a reference that the chunk's end may have cut."""
    cut = data.rfind(b"&", max(0, len(data) - _REFERENCE_LENGTH))
    if last or cut < 0 or b";" in data[cut:]:
        cut = len(data)
    return _FORBIDDEN.sub(b" ", data[:cut]).translate(_BLANKED), data[cut:]


def _feed(parser: etree.XMLPullParser, data: bytes, *, last: bool) -> str:
    """The fault that ``data`` holds, in words."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return "it declares a document type, which no dump does"
    try:
        if data:
            parser.feed(data)
        if last:
            parser.close()
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else error.lineno
        return f"broken XML in line {line}: {error.msg.partition(', line ')[0]}"
    return ""


def _ready(parser: etree.XMLPullParser) -> Iterator[Row]:
    try:
        for _, element in parser.read_events():
            yield {str(name): str(value) for name, value in element.attrib.items()}
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return  # `_feed` has told of it
