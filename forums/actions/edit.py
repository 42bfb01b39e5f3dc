"""Change a text, keeping every version, and go back to an earlier one.

An edit passes admission like a new text: one that is held takes the whole text out of public sight until it is approved, so that
nothing gets in by being added later.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import uploads
from core.diff import editable
from core.events import record
from core.events.content import ContentEdited, ContentHeld
from core.text import Rendered
from core.viewer import Viewer
from core.writing import Admitted, render, rich_text
from forums.actions.publish import locked, touch, unpublish
from forums.models import POST, TOPIC, Post, Revision, Topic, Visibility
from forums.permissions import may_edit, rights_of
from forums.slugs import slug_for
from forums.writing import admit


class Stale(Exception):
    """Somebody else changed the text since the editor opened it."""


def edit_topic(topic: Topic, by: Viewer, *, title: str, body: str, note: str = "", seen_edits: int | None = None) -> Topic:
    """Change title and first post. ``seen_edits`` is `Topic.edits` as the editor saw it. Nothing happens if nothing differs.

    Raises:
        PermissionDenied: ``by`` may not edit it.
        Refused: admission refuses the new text.
        Stale: the text was changed meanwhile.
    """
    rendered, verdict = _admitted(topic, by, body, title=title)
    with transaction.atomic():
        current = locked(TOPIC, topic.pk)
        _check(current, by, seen_edits)
        head = current.first_post
        if title == current.subject and _same_text(head, rendered):
            return current
        _keep(current, head, by, note, rendered, title=title)
        Post.objects.filter(pk=head.pk).update(**rich_text(rendered))
        touch(current, subject=title, slug=slug_for(title), edits=current.edits + 1)
        _follow_up(current, by, rendered, verdict)
        return current


def edit_post(post: Post, by: Viewer, *, body: str, note: str = "", seen_edits: int | None = None) -> Post:
    """Change a reply; raises as `edit_topic` does."""
    rendered, verdict = _admitted(post, by, body)
    with transaction.atomic():
        current = locked(POST, post.pk)
        _check(current, by, seen_edits)
        if _same_text(current, rendered):
            return current
        _keep(current, current, by, note, rendered)
        Post.objects.filter(pk=current.pk).update(edits=F("edits") + 1, revision=F("revision") + 1, **rich_text(rendered))
        current.edits += 1
        touch(current.topic)
        _follow_up(current, by, rendered, verdict)
        return current


def revert(written: Topic | Post, by: Viewer, number: int, note: str = "") -> Topic | Post:
    """Make version ``number`` the current text again, as one more edit.

    Raises:
        Revision.DoesNotExist: there is no such version.
    """
    old = Revision.objects.get(kind=kind_of(written), object_id=written.pk, number=number)
    body = editable(old.body_source, old.body_format)
    if isinstance(written, Topic):
        return edit_topic(written, by, title=old.title, body=body, note=note)
    return edit_post(written, by, body=body, note=note)


def kind_of(written: Topic | Post) -> str:
    return TOPIC if isinstance(written, Topic) else POST


def _admitted(written: Topic | Post, by: Viewer, body: str, title: str = "") -> tuple[Rendered, Admitted]:
    rights = rights_of(by)
    topic = written if isinstance(written, Topic) else written.topic
    if not may_edit(by, rights, written):
        raise PermissionDenied(_("You can't edit this."))
    rendered = render(body, by)
    kind = kind_of(written)
    return rendered, admit(kind, rendered, by, rights, topic.forum_id, lang=topic.lang, title=title, object_id=written.pk)


def _check(current: Topic | Post, by: Viewer, seen_edits: int | None) -> None:
    if not may_edit(by, rights_of(by), current):  # locked or hidden meanwhile
        raise PermissionDenied(_("You can't edit this."))
    if seen_edits is not None and seen_edits != current.edits:
        raise Stale(current.edits)


def _same_text(post: Post, rendered: Rendered) -> bool:
    return rendered.source.strip() == editable(post.body_source, post.body_format).strip()


def _keep(written: Topic | Post, text: Post, by: Viewer, note: str, rendered: Rendered, title: str = "") -> None:
    """Store the version that is being written, and the original too when this is the first edit."""
    ref = {"kind": kind_of(written), "object_id": written.pk}
    if written.edits == 0:
        Revision.objects.create(
            **ref,
            number=1,
            title=written.subject if isinstance(written, Topic) else "",
            body_source=text.body_source,
            body_format=text.body_format,
            by_id=written.poster_id,
            at=written.created,
        )
    Revision.objects.create(
        **ref,
        number=written.edits + 2,
        title=title,
        body_source=rendered.source,
        body_format=rendered.format,
        by_id=by.user_id,
        note=note[:200],
    )


def _follow_up(written: Topic | Post, by: Viewer, rendered: Rendered, verdict: Admitted) -> None:
    kind = kind_of(written)
    uploads.tie(kind, written.pk, rendered.html, by=by)
    record(ContentEdited(kind, written.pk, by.user_id))
    if verdict.held and written.is_public:
        unpublish(written, Visibility.PENDING)
        record(ContentHeld(kind, written.pk, written.poster_id, verdict.reasons))
