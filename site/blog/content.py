"""The room's adapters: how search, moderation and points act on posts and comments without knowing them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from blog.actions import approve as approving
from blog.actions import hide as hiding
from blog.blocks import anchor
from blog.models import COMMENT, POST, BlogPostPage, Comment
from blog.reading import HEADING_LEVEL, html_of, words_of
from blog.selectors import with_tags
from core.content import Adapter, Card, Document, Part, content
from core.sections import Section, parts_of
from core.text import excerpt
from core.viewer import Viewer

EXCERPT = 240


class PostAdapter(Adapter):
    """Editors publish and take down posts in their admin: moderation has no say in them."""

    kind = POST
    label = _("Blog post")

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        live = BlogPostPage.objects.visible_to(viewer)
        return {post.pk: _card(post) for post in with_tags(ids).filter(pk__in=live)}

    def documents(self, ids: Iterable[int]) -> dict[int, Document]:
        """Live posts as everybody may read them."""
        posts = with_tags(ids).live().public().select_related("locale", "edition")
        return {post.pk: _document(post) for post in posts}

    def parts(self, card: Card) -> tuple[Part, ...]:
        return _parts(card.html, card.key)

    def document_ids(self, ids: Iterable[int]) -> list[int]:
        return list(BlogPostPage.objects.filter(pk__in=list(ids)).live().public().values_list("pk", flat=True))

    def rows(self) -> QuerySet[BlogPostPage]:
        return BlogPostPage.objects.all()

    def url(self, id: int) -> str:
        post = BlogPostPage.objects.filter(pk=id).first()
        return (post.url if post else None) or "/blog/"


class CommentAdapter(Adapter):
    kind = COMMENT
    label = _("Comment")
    in_document = False

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        comments = Comment.objects.visible_to(viewer).filter(pk__in=list(ids)).select_related("post__locale")
        return {comment.pk: _comment_card(comment) for comment in comments}

    def rows(self) -> QuerySet[Comment]:
        return Comment.objects.all()

    def url(self, id: int) -> str:
        comment = Comment.objects.filter(pk=id).select_related("post").first()
        return f"{comment.post.url}#{comment.anchor}" if comment else "/blog/"

    def thread(self, id: int) -> tuple[str, int]:
        return POST, Comment.objects.values_list("post_id", flat=True).get(pk=id)

    def hide(self, id: int, by: Viewer, reason: str) -> None:
        hiding.hide(id, by)

    def restore(self, id: int, by: Viewer) -> None:
        hiding.restore(id, by)

    def approve(self, id: int, by: Viewer) -> None:
        approving.approve(id, by)

    def hold(self, id: int, by: Viewer) -> None:
        approving.hold(id, by)


def _card(post: Any) -> Card:
    return Card(
        kind=POST,
        id=post.pk,
        title=post.title,
        url=post.url or "",
        excerpt=excerpt(post.summary or words_of(post), EXCERPT),
        html=html_of(post),
        lang=post.lang,
        author_id=post.author_id,
        created_at=post.date,
        state="public",
        solved=False,
        score=0,
        revision=post.live_revision_id or 1,
        tags=_names(post),
    )


def _comment_card(comment: Comment) -> Card:
    return Card(
        kind=COMMENT,
        id=comment.pk,
        title=comment.post.title,
        url=f"{comment.post.url}#{comment.anchor}",
        excerpt=excerpt(comment.body_text, EXCERPT),
        html=comment.body_html,
        lang=comment.post.lang,
        author_id=comment.author_id,
        created_at=comment.created_at,
        state=comment.visibility,
        solved=False,
        score=0,
        revision=1,
    )


def _document(post: Any) -> Document:
    return Document(
        kind=POST,
        id=post.pk,
        revision=post.edition.number if hasattr(post, "edition") else 1,
        lang=post.lang,
        title=post.title,
        parts=_parts(html_of(post), f"{POST}:{post.pk}"),
        tags=_names(post),
        solved=False,
        score=0,
        created_at=post.date,
        updated_at=post.last_published_at or post.date,
        audiences=("public",),
    )


def _parts(html: str, ref: str) -> tuple[Part, ...]:
    """Headings that are parts of their own have an address on the page, those inside a text have none."""
    taken: set[str] = set()

    def address(section: Section) -> str:
        return anchor(section.title, taken) if section.written == HEADING_LEVEL else ""

    return parts_of(html, ref, anchor=address)


def _names(post: Any) -> tuple[str, ...]:
    return tuple(item.tag.name for item in post.tagged_items.all())


for adapter in (PostAdapter(), CommentAdapter()):
    content.register(adapter)
