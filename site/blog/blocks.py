"""The blocks from which editors build pages: parts that show what happens in the community, and parts that they write."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from core.sections import free_anchor
from core.text import LANGUAGES

# What Draftail offers is what `core.text` lets through; level 2 is a block of its own, so that contents lists can be made.
FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "hr", "link", "code", "blockquote"]
COUNTS = [(number, str(number)) for number in (3, 4, 5, 6, 8, 10)]


def title_block() -> blocks.CharBlock:
    return blocks.CharBlock(required=False, max_length=80, label=_("Title"), help_text=_("Empty: the usual one, in the page's language."))


def count_block(default: int) -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(choices=COUNTS, default=default, label=_("How many"))


class SearchBlock(blocks.StructBlock):
    """The big search box on the company's colour; the page's main heading."""

    title = title_block()
    hint = blocks.CharBlock(required=False, max_length=160, label=_("Hint"), help_text=_("Empty: the usual one, in the page's language."))

    class Meta:
        icon = "search"
        label = _("Search box")
        template = "blog/blocks/search.html"


class OpenQuestionsBlock(blocks.StructBlock):
    title = title_block()
    count = count_block(5)

    class Meta:
        icon = "help"
        label = _("Questions without an answer")
        template = "blog/blocks/open_questions.html"


class SolvedBlock(blocks.StructBlock):
    title = title_block()
    count = count_block(5)

    class Meta:
        icon = "check"
        label = _("Solved lately")
        template = "blog/blocks/solved.html"


class TopicsBlock(blocks.StructBlock):
    title = title_block()
    count = count_block(6)

    class Meta:
        icon = "folder-open-1"
        label = _("Help topics")
        template = "blog/blocks/topics.html"


class PostsBlock(blocks.StructBlock):
    title = title_block()
    count = count_block(3)

    class Meta:
        icon = "doc-full"
        label = _("Latest blog posts")
        template = "blog/blocks/posts.html"


class ContestBlock(blocks.StructBlock):
    title = title_block()

    class Meta:
        icon = "date"
        label = _("Running contest")
        template = "blog/blocks/contest.html"


class LeadersBlock(blocks.StructBlock):
    title = title_block()
    count = count_block(4)

    class Meta:
        icon = "group"
        label = _("Who helped most")
        template = "blog/blocks/leaders.html"


class AskBlock(blocks.StructBlock):
    title = title_block()
    text = blocks.CharBlock(required=False, max_length=200, label=_("Text"))

    class Meta:
        icon = "plus"
        label = _("Invitation to ask")
        template = "blog/blocks/ask.html"


class SupportBlock(blocks.StructBlock):
    title = title_block()
    text = blocks.CharBlock(required=False, max_length=200, label=_("Text"))

    class Meta:
        icon = "mail"
        label = _("Way to support")
        template = "blog/blocks/support.html"


class LinkBlock(blocks.StructBlock):
    """A page of this site or an address; exactly one of them."""

    label = blocks.CharBlock(max_length=80, label=pgettext_lazy("of a link", "Words"))
    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    url = blocks.CharBlock(required=False, max_length=500, label=_("Address"), help_text=_("For example /questions/ or https://…"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            raise blocks.StructBlockValidationError({"url": ValidationError(_("Choose a page or write an address."))})
        if cleaned["url"] and not cleaned["url"].startswith(("/", "https://", "http://", "mailto:", "tel:")):
            raise blocks.StructBlockValidationError({"url": ValidationError(_("Begin with / or https://."))})
        return cleaned

    class Meta:
        icon = "link"
        label = _("Link")
        template = "blog/blocks/link.html"


class LinksBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=80, label=_("Title"))
    links = blocks.ListBlock(LinkBlock(), min_num=1, max_num=12, label=_("Links"))

    class Meta:
        icon = "list-ul"
        label = _("List of links")
        template = "blog/blocks/links.html"


class BannerBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=100, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=400, label=_("Text"))
    picture = ImageBlock(required=False, label=_("Picture"))
    link = LinkBlock(required=False, label=_("Button"))

    class Meta:
        icon = "pick"
        label = _("Banner")
        template = "blog/blocks/banner.html"


class HeadingBlock(blocks.CharBlock):
    """A heading of level 2 with an address of its own, which the page gives it: others may say the same."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blog/blocks/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blog/blocks/paragraph.html"


class PictureBlock(blocks.StructBlock):
    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, max_length=200, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blog/blocks/picture.html"


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(required=False, choices=[(name, name) for name in sorted(LANGUAGES)], label=_("Language"))
    code = blocks.TextBlock(label=_("Code"), max_length=20_000)

    class Meta:
        icon = "code"
        label = _("Code")
        template = "blog/blocks/code.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(max_length=600, label=_("Quote"))
    by = blocks.CharBlock(required=False, max_length=100, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blog/blocks/quote.html"


def anchor(words: str, taken: set[str]) -> str:
    """The address of a page's next heading, which is ``taken`` from then on."""
    return free_anchor(f"s-{slugify(words)[:60] or 'part'}", taken)


def live_parts() -> list[tuple[str, blocks.Block]]:
    """Parts that show what happens in the community; `config.home` knows what each needs."""
    return [
        ("open_questions", OpenQuestionsBlock()),
        ("solved", SolvedBlock()),
        ("topics", TopicsBlock()),
        ("posts", PostsBlock()),
        ("contest", ContestBlock()),
        ("leaders", LeadersBlock()),
        ("ask", AskBlock()),
        ("support", SupportBlock()),
    ]


def written_parts() -> list[tuple[str, blocks.Block]]:
    return [
        ("text", SectionBlock()),
        ("banner", BannerBlock()),
        ("links", LinksBlock()),
    ]


class SectionBlock(blocks.StructBlock):
    """Text under a heading, between the live parts of a page."""

    title = blocks.CharBlock(required=False, max_length=100, label=_("Title"))
    text = blocks.RichTextBlock(features=FEATURES, label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blog/blocks/section.html"


class MainParts(blocks.StreamBlock):
    """The wide column of a page."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        own = [("search", SearchBlock()), *live_parts(), *written_parts()]
        super().__init__([*own, *(local_blocks or [])], block_counts={"search": {"max_num": 1}}, **kwargs)


class SideParts(blocks.StreamBlock):
    """The narrow column beside it."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*live_parts(), *written_parts(), *(local_blocks or [])], **kwargs)


class Story(blocks.StreamBlock):
    """The body of a post: what people read from top to bottom."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        own: list[tuple[str, blocks.Block]] = [
            ("heading", HeadingBlock(max_length=120)),
            ("paragraph", ParagraphBlock(features=FEATURES)),
            ("picture", PictureBlock()),
            ("code", CodeBlock()),
            ("quote", QuoteBlock()),
        ]
        super().__init__([*own, *(local_blocks or [])], **kwargs)


MAIN_BY_DEFAULT: list[tuple[str, dict[str, Any]]] = [
    ("search", {"title": "", "hint": ""}),
    ("topics", {"title": "", "count": 6}),
    ("open_questions", {"title": "", "count": 4}),
    ("solved", {"title": "", "count": 5}),
]
SIDE_BY_DEFAULT: list[tuple[str, dict[str, Any]]] = [
    ("contest", {"title": ""}),
    ("leaders", {"title": "", "count": 4}),
    ("posts", {"title": "", "count": 3}),
    ("ask", {"title": "", "text": ""}),
    ("support", {"title": "", "text": ""}),
]
