"""Change a text, keeping every version, and go back to an earlier one.

An edit passes admission like a new text: one that is held takes the whole post out of public sight until it is approved, so that
nothing gets in by being added later.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.diff import editable
from core.events import record
from core.events.content import ContentEdited, ContentHeld
from core.text import Rendered
from core.uploads import tie
from core.viewer import Viewer
from core.writing import Admitted, admit, render, rich_text
from qa.actions.publish import locked_question, natural_state, touch, unpublish
from qa.actions.tag import put_tags
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question, Revision, Visibility
from qa.permissions import may_edit
from qa.writing import slug_for


class Stale(Exception):
    """Somebody else changed the text since the editor opened it."""


def edit_question(
    question: Question,
    by: Viewer,
    *,
    title: str,
    body: str,
    tags: Sequence[str],
    note: str = "",
    seen_edits: int | None = None,
) -> Question:
    """Change title, text and tags. ``seen_edits`` is `Question.edits` as the editor saw it. Nothing happens if nothing differs.

    Raises:
        PermissionDenied: ``by`` may not edit it.
        Refused: admission refuses the new text.
        Stale: the text was changed meanwhile.
    """
    _check(question, by)
    rendered = render(body, by)
    verdict = admit(QUESTION, rendered, by, lang=question.lang, title=title, object_id=question.pk)
    with transaction.atomic():
        current = locked_question(question.pk)
        _check_fresh(current, seen_edits)
        before = _tag_names(current)
        if title == current.title and set(tags) == set(before) and _same_text(current, rendered):
            return current
        _keep(current, QUESTION, by, note, title=title, rendered=rendered, tags=tags, original={"title": current.title, "tags": before})
        put_tags(current, tags)
        state = natural_state(current) if _asker_gave_details(current, by) else current.state
        touch(
            current,
            title=title,
            slug=slug_for(title),
            edits=current.edits + 1,
            activity_at=timezone.now(),
            state=state,
            **rich_text(rendered),
        )
        record(ContentEdited(QUESTION, current.pk, by.user_id))
        _hold_if_told(current, QUESTION, verdict, by)
        return current


def edit_answer(answer: Answer, by: Viewer, *, body: str, note: str = "", seen_edits: int | None = None) -> Answer:
    """Change an answer; raises as `edit_question` does."""
    _check(answer, by)
    rendered = render(body, by)
    verdict = admit(ANSWER, rendered, by, lang=answer.question.lang, object_id=answer.pk)
    with transaction.atomic():
        # The text before its thread: decisions lock in this order, too, so that two can't wait for each other.
        current = Answer.objects.select_for_update(no_key=True).get(pk=answer.pk)
        current.question = question = locked_question(answer.question_id)
        _check_fresh(current, seen_edits)
        if _same_text(current, rendered):
            return current
        _keep(current, ANSWER, by, note, rendered=rendered)
        _write_body(current, rendered)
        touch(question, activity_at=timezone.now())
        record(ContentEdited(ANSWER, current.pk, by.user_id))
        _hold_if_told(current, ANSWER, verdict, by)
        return current


def edit_comment(comment: Comment, by: Viewer, *, body: str) -> Comment:
    """Change a comment; raises as `edit_question` does."""
    _check(comment, by)
    rendered = render(body, by)
    verdict = admit(COMMENT, rendered, by, lang=comment.question.lang, object_id=comment.pk)
    with transaction.atomic():
        current = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        question = locked_question(comment.question_id)
        if _same_text(current, rendered):
            return current
        _keep(current, COMMENT, by, "", rendered=rendered)
        _write_body(current, rendered)
        touch(question)
        record(ContentEdited(COMMENT, current.pk, by.user_id))
        _hold_if_told(current, COMMENT, verdict, by)
        return current


def revert(post: Question | Answer, by: Viewer, number: int, note: str = "") -> Question | Answer:
    """Make version ``number`` the current text again, as one more edit.

    Raises:
        Revision.DoesNotExist: there is no such version.
    """
    kind = QUESTION if isinstance(post, Question) else ANSWER
    old = Revision.objects.get(kind=kind, object_id=post.pk, number=number)
    body = editable(old.body_source, old.body_format)
    if isinstance(post, Question):
        return edit_question(post, by, title=old.title, body=body, tags=old.tags, note=note)
    return edit_answer(post, by, body=body, note=note)


def _check(post: Question | Answer | Comment, by: Viewer) -> None:
    if not may_edit(by, post):
        raise PermissionDenied(_("You can't edit this."))


def _check_fresh(post: Question | Answer, seen_edits: int | None) -> None:
    if seen_edits is not None and seen_edits != post.edits:
        raise Stale(post.edits)


def _same_text(post: Question | Answer | Comment, rendered: Rendered) -> bool:
    return rendered.source.strip() == editable(post.body_source, post.body_format).strip()


def _asker_gave_details(question: Question, by: Viewer) -> bool:
    return question.state == Question.State.NEEDS_INFO and by.user_id == question.author_id


def _keep(
    post: Question | Answer | Comment,
    kind: str,
    by: Viewer,
    note: str,
    *,
    rendered: Rendered,
    title: str = "",
    tags: Sequence[str] = (),
    original: dict[str, Any] | None = None,
) -> None:
    """Store the version that is being written with its files, and the original too when this is the first edit."""
    tie(kind, post.pk, rendered.html, by=by)
    if post.edits == 0:
        Revision.objects.create(
            kind=kind,
            object_id=post.pk,
            number=1,
            body_source=post.body_source,
            body_format=post.body_format,
            by_id=post.author_id,
            at=post.created_at,
            **(original or {}),
        )
    Revision.objects.create(
        kind=kind,
        object_id=post.pk,
        number=post.edits + 2,
        title=title,
        body_source=rendered.source,
        body_format=rendered.format,
        tags=list(tags),
        by_id=by.user_id,
        note=note[:200],
    )


def _write_body(post: Answer | Comment, rendered: Rendered) -> None:
    columns = rich_text(rendered)
    type(post)._default_manager.filter(pk=post.pk).update(edits=F("edits") + 1, revision=F("revision") + 1, **columns)
    post.edits += 1
    post.revision += 1
    for name, value in columns.items():
        setattr(post, name, value)


def _hold_if_told(post: Question | Answer | Comment, kind: str, verdict: Admitted, by: Viewer) -> None:
    if verdict.held and post.is_public:
        unpublish(post, Visibility.PENDING, by.user_id)
        record(ContentHeld(kind, post.pk, post.author_id, verdict.reasons))


def _tag_names(question: Question) -> list[str]:
    return list(question.tags.order_by("name").values_list("name", flat=True))
