"""The hostile texts of the test data, and a reader that finds what is active in HTML."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from lxml import html as lxml_html

HARMLESS_ATTRIBUTES = {
    "alt", "class", "colspan", "decoding", "height", "href", "loading", "referrerpolicy", "rel", "reversed", "rowspan", "src", "start",
    "tabindex", "title", "width",
}  # fmt: skip
HARMLESS_TAGS = set(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h3 h4 h5 h6 hr i img ins kbd li mark ol p pre "
    "q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var".split()
)


def hostile(test_data: Path) -> list[str]:
    """The 6,600 lines, the 223 of DOMPurify and the 485 naughty strings."""
    security = test_data / "security"
    lines = (security / "xss-payload-list.txt").read_text(errors="surrogateescape").split("\n")
    purify = [case["payload"] for case in json.loads((security / "dompurify-expect.json").read_text())]
    naughty = json.loads((security / "blns.json").read_text())
    return [line for line in lines if line.strip()] + purify + naughty


def active(html: str) -> list[str]:
    """What could act in ``html``, as two unlike parsers read it; empty when nothing can."""
    return [*_in_elements(html), *_Reader(html).found]


def _in_elements(html: str) -> Iterator[str]:
    page = f'<!doctype html><meta charset="utf-8"><div id="text">{html}</div>'.encode("utf-8", "replace").replace(b"\x00", b"")
    [text] = lxml_html.document_fromstring(page).xpath('//div[@id="text"]')
    for element in text.iterdescendants():
        if not isinstance(element.tag, str):
            yield f"comment or instruction {element.text!r}"
            continue
        yield from _judge(element.tag, dict(element.attrib))


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found += _judge(tag, {name: value or "" for name, value in attrs})

    def handle_comment(self, data):
        self.found.append(f"comment {data!r}")

    def handle_decl(self, decl):
        self.found.append(f"declaration {decl!r}")


def _judge(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag not in HARMLESS_TAGS:
        yield f"<{tag}>"
    for name, value in attributes.items():
        if name not in HARMLESS_ATTRIBUTES:
            yield f"{tag} {name}={value[:60]!r}"
        if name in {"href", "src"}:
            bare = value.strip("".join(map(chr, range(33)))).translate(dict.fromkeys(map(ord, "\t\r\n")))  # as browsers do
            try:
                scheme = urlsplit(bare).scheme.lower()
            except ValueError:
                scheme = bare.partition(":")[0]
            if scheme and scheme not in ({"https"} if name == "src" else {"http", "https", "mailto"}):
                yield f"{tag} {name}={value[:60]!r}"


PAGE_TAGS = {"script", "iframe", "object", "embed", "base", "style", "math", "applet", "frame", "marquee"}
PLAIN_SCRIPT = ("application/ld+json", "application/json")


def foreign(page: str) -> list[str]:
    """What could act on a whole page of ours and isn't ours: inline scripts and styles, handlers, foreign elements, script addresses."""
    found = []
    for element in lxml_html.document_fromstring(page.encode("utf-8", "replace").replace(b"\x00", b"")).iter():
        if not isinstance(element.tag, str):
            continue
        ours = element.tag == "script" and (element.get("src", "").startswith("/static/") or element.get("type") in PLAIN_SCRIPT)
        if element.tag in PAGE_TAGS and not ours:
            found.append(f"<{element.tag}>")
        found += [f"{element.tag} {name}" for name in element.attrib if name.startswith("on") or name in {"style", "srcdoc", "formaction"}]
        found += [line for line in _judge("a", {"href": element.get("href", "")}) if element.get("href")]
        if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            found.append("<meta refresh>")
    return found
