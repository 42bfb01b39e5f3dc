"""The only door from text to HTML: what people write goes through here, and nothing else makes HTML that pages trust.

``render_markdown`` and ``render_html`` give a `Rendered`: the cleaned source, safe HTML, plain text and the links in it. Both end in nh3
with a short allow list. The template filter ``sanitised`` (`trusted`) passes every value through that same list again, so a row that was
written by any other way is harmless too; what passed once is remembered.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from threading import local
from time import thread_time
from typing import Any, Literal

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from core.characters import clean, clean_line
from core.nesting import explodes

RENDERER = "1"
"""Stored beside each rendering; a new value means that old rows may be rendered again from their source."""

MAX_CHARS = 100_000
MAX_HTML_CHARS = 300_000
MAX_DEPTH = 40
MAX_SHOWN_CHARS = 3_000_000
MAX_REMEMBERED_CHARS = 20_000
CPU_SECONDS = 1.0
"""After this much work a text is shown without its marks: customers wait for no parser."""
COLOURED_CHARS = 20_000
"""So much code of one text is coloured; the rest would make pages of megabytes."""

IMAGES_FROM_TRUST = 1
FOLLOWED_FROM_TRUST = 2


class TextTooLong(ValueError):
    """The text is longer than the door takes; ``limit`` says how long it may be."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, at most {limit} are taken")
        self.length, self.limit = length, limit


class _TooHard(Exception):
    """Too deep or too slow: shown as plain paragraphs instead."""


@dataclass(frozen=True, slots=True)
class Rendered:
    source: str
    format: Literal["markdown", "html"]
    html: str
    renderer: str
    text: str
    links: tuple[str, ...]


# The allow list


def _words(text: str) -> set[str]:
    return set(text.split())


LANGUAGES = _words(
    "bash c console cpp csharp css diff dockerfile go html http ini java javascript json kotlin lua makefile nginx perl php powershell "
    "python ruby rust sql swift toml typescript xml yaml"
)
_ALIASES = {
    "js": "javascript",
    "ts": "typescript",
    "py": "python",
    "sh": "bash",
    "shell": "bash",
    "yml": "yaml",
    "c++": "cpp",
    "c#": "csharp",
}
_CODE_CLASS = "tok-"
_TAGS = _words(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s "
    "samp small span strong sub sup table tbody td tfoot th thead tr u ul var"
)
_SILENT = _words("script style iframe noscript template title textarea select math svg object")  # they go with all that is in them
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_ALIGNED = {"align-left", "align-center", "align-right"}
_CLASSES: dict[str, set[str]] = {
    "a": {"mention"},
    "div": {"notice", "notice-accent", "notice-warning", "notice-error"},
    "code": {f"language-{name}" for name in LANGUAGES},
    "ol": {"steps"},
    "span": {_CODE_CLASS + short for short in STANDARD_TYPES.values() if short},
    "td": _ALIGNED,
    "th": _ALIGNED,
}
_NO_FOLLOW = "ugc nofollow noopener"
_FOLLOW = "ugc noopener"


def _only_safe_pictures(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and not (value.startswith("https://") or re.match(r"/(?![/\\])", value)):
        return None
    return value


def _cleaner(rel: str | None) -> nh3.Cleaner:
    """With ``rel`` every link gets it; without, the two values that we write are kept."""
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_safe_pictures,
        link_rel=rel,
        url_schemes={"http", "https", "mailto"},
        allowed_classes=_CLASSES,
        tag_attribute_values={} if rel else {"a": {"rel": {_NO_FOLLOW, _FOLLOW}}},
        set_tag_attribute_values={
            # A block of code scrolls sideways, so the keyboard must reach it.
            "pre": {"tabindex": "0"},
            "img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"},
        },
    )


_making = {_NO_FOLLOW: _cleaner(_NO_FOLLOW), _FOLLOW: _cleaner(_FOLLOW)}
_showing = _cleaner(None)
_reading = nh3.Cleaner(tags=_TAGS, clean_content_tags=_SILENT, attributes={}, link_rel=None)

# Of nh3's own output, in which no attribute holds a bare ">".
_WORDLESS_PICTURE = re.compile(r"<img (?![^>]*\balt=)")


def _with_alt(html: str) -> str:
    """A picture without words gets empty ones: read aloud it would be its address."""
    return _WORDLESS_PICTURE.sub('<img alt="" ', html)


def _shown(html: str) -> SafeString:
    return mark_safe(escape(html) if len(html) > MAX_SHOWN_CHARS or explodes(html) else _with_alt(_showing.clean(html)))  # noqa: S308 - the door itself


_remembered = lru_cache(maxsize=4096)(_shown)


def trusted(html: object) -> SafeString:
    """Mark ``html`` as safe for templates, after the allow list: what core.text made comes out as it was, anything else harmless."""
    raw = str.__str__(html) if isinstance(html, str) else ""
    return _remembered(raw) if len(raw) <= MAX_REMEMBERED_CHARS else _shown(raw)


# Mentions

Mentioned = Callable[[set[str]], Mapping[str, str]]
_mentioned: list[Mentioned] = []
_MENTION = re.compile(r"(?<![\w@/.])@(\w[\w.-]{0,38}\w)")


def provide_mentions(find: Mentioned) -> None:
    """``find`` gets the names after an @ in lower case and answers with the address of each that is a person's."""
    _mentioned[:] = [find]


def _link_mentions(state: StateCore) -> None:
    inlines = [token for token in state.tokens if token.type == "inline" and "@" in token.content]
    names = {name.lower() for token in inlines for name in _MENTION.findall(token.content)}
    if not (_mentioned and names):
        return
    found = _mentioned[0](names)
    for token in inlines if found else ():
        token.children = list(_with_mentions(token.children or [], found))


def _with_mentions(children: list[Token], found: Mapping[str, str]) -> Iterator[Token]:
    inside_link = 0
    for child in children:
        inside_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "text" or inside_link:
            yield child
            continue
        end = 0
        for match in _MENTION.finditer(child.content):
            if url := found.get(match[1].lower()):
                yield _text(child.content[end : match.start()])
                yield Token("link_open", "a", 1, attrs={"href": url, "class": "mention"})
                yield _text(match[0])
                yield Token("link_close", "a", -1)
                end = match.end()
        yield _text(child.content[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


# Markdown

# An upload's name says how large the picture is (`core.uploads.files`), so the page keeps its place.
_SIZED = re.compile(r"/uploads/[0-9a-f]{24}-(\d{1,4})x(\d{1,4})\.[a-z]{3,4}")
_formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix=_CODE_CLASS)


def _in_time(env: Any) -> None:
    if thread_time() > env.get("deadline", float("inf")):
        raise _TooHard


def _guard(state: Any, *_: Any) -> bool:
    _in_time(state.env)
    return False


def _lower_headings(state: StateCore) -> None:
    """The page's own title is h1 and its sections are h2, so texts begin at h3."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        elif token.type in {"th_open", "td_open"} and token.attrs.get("style"):
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "align-")}


def _check_depth(state: StateCore) -> None:
    """The parser drops what lies deeper than it goes; nobody's words are dropped here."""
    if any(token.level >= MAX_DEPTH - 1 for token in state.tokens):
        raise _TooHard


def _fence(_renderer: Any, tokens: list[Token], index: int, _options: Any, env: Any) -> str:
    code, info = tokens[index].content, tokens[index].info.split()
    name = info[0].lower() if info else ""
    name = _ALIASES.get(name, name)
    env["coloured"] = env.get("coloured", 0) + len(code)
    if name not in LANGUAGES or env["coloured"] > COLOURED_CHARS:
        return f"<pre><code>{escape(code)}</code></pre>\n"
    return f'<pre><code class="language-{name}">{_coloured(code, name, env)}</code></pre>\n'


def _coloured(code: str, language: str, env: Any) -> str:
    parts: list[str] = []
    for kind, value in get_lexer_by_name(language, stripnl=False).get_tokens(code):
        _in_time(env)
        short = STANDARD_TYPES.get(kind, "")
        parts.append(f'<span class="{_CODE_CLASS}{short}">{escape(value)}</span>' if short else escape(value))
    return "".join(parts)


def _image(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A newcomer's picture, and one that isn't sent encrypted, is a link to it."""
    token = tokens[index]
    source, alt = str(token.attrs.get("src", "")), renderer.renderInlineAsText(token.children or [], options, env)
    if env.get("trust", 0) >= IMAGES_FROM_TRUST and _only_safe_pictures("img", "src", source):
        sized = _SIZED.fullmatch(source)
        size = f' width="{sized[1]}" height="{sized[2]}"' if sized else ""
        return f'<img src="{escape(source)}" alt="{escape(alt)}"{size}>'
    return f'<a href="{escape(source)}">{escape(alt or source)}</a>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": MAX_DEPTH}).enable(
        ["table", "strikethrough", "linkify"]
    )
    # Words that only look like a domain ("setup.py") are left alone.
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False}).add("ftp:", None).add("//", None)
    parser.inline.ruler.before("text", "guard", _guard)
    parser.block.ruler.before("table", "guard", _guard)
    parser.core.ruler.after("block", "depth", _check_depth)
    parser.core.ruler.push("headings", _lower_headings)
    parser.core.ruler.push("mentions", _link_mentions)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("image", _image)
    return parser


class _PerThread(local):
    """The finder of bare links keeps what it reads in itself, so threads must not share one."""

    def __init__(self) -> None:
        self.parser = _parser()


_markdown = _PerThread()


def render_markdown(source: str, *, trust: int = 0) -> Rendered:
    """Markdown (CommonMark, tables, strikethrough, bare addresses as links) to safe HTML; HTML in it is shown, not obeyed.

    From trust level 1 pictures are shown and from 2 search engines follow the links. What is nested deeper than 40 levels or takes over a
    second of work is shown as plain paragraphs.

    Raises:
        TextTooLong: over 100,000 characters.
    """
    source = _taken(source, MAX_CHARS)
    try:
        html = _markdown.parser.render(source, {"deadline": thread_time() + CPU_SECONDS, "trust": trust})
    except (_TooHard, RecursionError):
        html = _paragraphs(source)
    return _rendered(source, "markdown", html, trust)


# HTML from elsewhere

_HEADING = re.compile(r"<(/?)h([1-6])(?=[\s/>])", re.IGNORECASE)


def render_html(source: str, *, trust: int = 1) -> Rendered:
    """HTML of an import or an editor to safe HTML, under the same allow list.

    Raises:
        TextTooLong: over 300,000 characters.
    """
    source = _taken(source, MAX_HTML_CHARS)
    lowered = _HEADING.sub(lambda tag: f"<{tag[1]}h{min(6, int(tag[2]) + 2)}", source)
    return _rendered(source, "html", _paragraphs(source) if explodes(source) else lowered, trust)


def _taken(source: str, limit: int) -> str:
    if len(source) > limit:
        raise TextTooLong(len(source), limit)
    return clean(source)


def _rendered(source: str, form: Literal["markdown", "html"], html: str, trust: int) -> Rendered:
    cleaner = _making[_FOLLOW if trust >= FOLLOWED_FROM_TRUST else _NO_FOLLOW]
    html = cleaner.clean(html)
    if (tidied := clean(html)) != html:  # "&#1;" was a control character in disguise; what is left without it is judged anew
        html = cleaner.clean(tidied)
    html = _with_alt(html)
    return Rendered(source, form, html, RENDERER, read(html), _links(html))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>\n" for part in re.split(r"\n{2,}", text) if part.strip())


# Reading HTML back. These expressions read nh3's own output, where text holds no bare "<" and attributes stand in double quotes.

_LINK = re.compile(r'<a [^>]*?href="([^"]*)"')
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|pre|blockquote|tr|dt|dd|table|ul|ol)>|<[bh]r[^>]*>")
_HEADING_END = re.compile(r"([^\s\0.:;,!?…>])((?:</[a-z]+>)*</h[1-6]>)")
_CELL_END = re.compile(r"</t[dh]>")
_TAG = re.compile(r"<[^>]*>")
# What is written as nh3 writes it, with marks of the allow list alone, is read as it stands: no parser finds other words in it.
_OUR_OWN = re.compile(
    rf"(?:[^<&]++|&(?:amp|lt|gt|quot|nbsp);|</?+(?:{'|'.join(sorted(_TAGS, key=len, reverse=True))})"
    r'(?: [a-z]++="[^"<>]*+")*+>)*+'
)
_BETWEEN = "\0"  # in no HTML that was read: `clean` takes it out, and parsers write it otherwise


def _links(html: str) -> tuple[str, ...]:
    hrefs = (unescape(href) for href in _LINK.findall(html))
    return tuple(dict.fromkeys(href for href in hrefs if href.startswith(("http://", "https://", "mailto:"))))


def read(html: str) -> str:
    """`plain` of what is `readable`, or a piece of it."""
    if "<" in html:
        if "</h" in html:
            html = _HEADING_END.sub(r"\1:\2", html)
        html = _TAG.sub("", _CELL_END.sub(" ", _BLOCK_END.sub("\n", html)))
    return "\n".join([" ".join(words) for line in unescape(html).split("\n") if (words := line.split())])


def plain(html: str) -> str:
    """The words of ``html``: one line a block, entities resolved. A heading ends with a colon, so as not to run into its text."""
    return read(readable(html))


def readable(html: str) -> str:
    """``html`` as `read` and `read_each` take it: with marks of the allow list alone."""
    html = clean(html)
    if _OUR_OWN.fullmatch(html):
        return html
    return escape(html) if len(html) > MAX_SHOWN_CHARS or explodes(html) else _reading.clean(html)


def read_each(pieces: Sequence[str]) -> tuple[str, ...]:
    """`read` of each piece, all at once: a long text has a dozen, and each reading has its price."""
    return tuple(text.strip() for text in read(_BETWEEN.join(pieces)).split(_BETWEEN)) if pieces else ()


def excerpt(text: str, chars: int = 200) -> str:
    """The beginning of ``text`` in one line, cut at a word with an ellipsis. What both begins and ends with a tag is read as HTML."""
    text = text.strip()
    line = clean_line(plain(text) if text.startswith("<") and text.endswith(">") else text)
    if len(line) <= chars:
        return line
    cut = line[: chars - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > chars // 2 else cut).rstrip(" ,.;:-") + "…"


def highlight(text: str, ranges: Iterable[tuple[int, int]]) -> SafeString:
    """Plain ``text`` as safe HTML with ``<mark>`` around each ``(start, end)`` of ``ranges``; overlapping ones are joined."""
    parts, at = [], 0
    for start, end in sorted(ranges):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped
