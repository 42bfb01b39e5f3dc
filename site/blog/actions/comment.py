"""Comment on a post."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from blog.actions.publish import publish
from blog.models import COMMENT, BlogPostPage, Comment, Visibility
from blog.permissions import may_comment
from core import uploads
from core.events import record
from core.events.content import ContentHeld
from core.text import Rendered
from core.viewer import Viewer
from core.writing import Admitted, admit, render, rich_text


def comment(post: BlogPostPage, by: Viewer, source: str, nonce: str = "") -> Comment:
    """A new comment, public or held for review. The same form sent again leads to the same comment.

    Raises:
        PermissionDenied: ``by`` may not comment there.
        Refused: admission refuses the text.
    """
    if earlier := _sent_before(by, nonce):
        return earlier
    if not may_comment(by, post):
        raise PermissionDenied(_("You can't comment on this."))
    rendered = render(source, by)
    verdict = admit(COMMENT, rendered, by, lang=post.lang, title=post.title)
    try:
        with transaction.atomic():
            return _sent_before(by, nonce) or _write(post, by, rendered, verdict, nonce)
    except IntegrityError:
        if earlier := _sent_before(by, nonce):
            return earlier
        raise


def _sent_before(by: Viewer, nonce: str) -> Comment | None:
    return Comment.objects.filter(author_id=by.user_id, nonce=nonce).first() if nonce else None


def _write(post: BlogPostPage, by: Viewer, rendered: Rendered, verdict: Admitted, nonce: str) -> Comment:
    written = Comment.objects.create(
        post=post, author_id=by.user_id, visibility=Visibility.PENDING, nonce=nonce[:64], **rich_text(rendered)
    )
    uploads.tie(COMMENT, written.pk, written.body_html, by=by)
    if verdict.held:
        record(ContentHeld(COMMENT, written.pk, written.author_id, verdict.reasons))
    else:
        publish(written)
    return written
