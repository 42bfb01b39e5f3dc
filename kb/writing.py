"""What proposals share: the text as Markdown, slugs, and handing a page over to review."""

import re

from anyascii import anyascii
from django.utils.text import slugify
from markdownify import markdownify
from wagtail.models import Page, Revision

from accounts.models import User
from accounts.viewer import viewer_of
from core import uploads
from core.text import plain
from kb.models import ARTICLE, ArticlePage

LONGEST_SLUG = 80
_HEADING = re.compile(r"<(/?)h([3-6])>")


def as_markdown(html: str) -> str:
    """Safe HTML as its editor writes it. `core.text` lowers headings by two levels on their way in, so they are raised here."""
    raised = _HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) - 2}>", html)
    try:
        return markdownify(raised, heading_style="ATX", bullets="-", escape_underscores=False).strip()
    except RecursionError:
        return plain(html)


def source_of(article: ArticlePage) -> str:
    """The article's text in Markdown: what was typed, where it was typed so."""
    blocks = list(article.body)
    if blocks and all(block.block_type == "markdown" for block in blocks):
        return "\n\n".join(block.value for block in blocks)
    return as_markdown(article.body_html)


def slug_for(title: str) -> str:
    return slugify(anyascii(title))[:LONGEST_SLUG].strip("-") or "article"


def free_slug(parent: Page, title: str) -> str:
    """A slug that no sibling has: one query."""
    base = slug_for(title)
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def hand_over(article: ArticlePage, person: User) -> Revision:
    """Save ``article`` as a version that waits for review, in the workflow that stands above it. In the caller's transaction."""
    revision = article.save_revision(user=person, log_action=True)
    uploads.tie(ARTICLE, article.pk, article.body_html, by=viewer_of(person))
    workflow = article.get_workflow()
    if workflow is not None:
        workflow.start(article, person)
    return revision
