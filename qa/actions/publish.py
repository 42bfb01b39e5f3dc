"""Make a post public, and take it from public sight: the counters, states and events that go with it.

For this room's other actions, inside their transaction and with the thread's question locked (`locked_question`).
"""

from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from core.events import record
from core.events.content import ContentPublished
from qa.events import AcceptanceWithdrawn, AnswerAccepted, AnswerPosted, CommentPosted, QuestionAsked
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question, Tag, Visibility

State = Question.State


def locked_question(question_id: int) -> Question:
    """The thread's question, locked for this transaction, so that its counters and state change one writer at a time."""
    # `no_key`: the rows that point to the question, inserted by others just now, must not deadlock with this.
    return Question.objects.select_for_update(no_key=True).get(pk=question_id)


def touch(question: Question, **fields: Any) -> None:
    """Write ``fields`` and raise the revision, in the row and in ``question``."""
    Question.objects.filter(pk=question.pk).update(revision=F("revision") + 1, **fields)
    for name, value in fields.items():
        setattr(question, name, value)
    question.revision += 1


def settled_state(question: Question) -> str:
    """The state that follows from the answers alone; what people set by hand (closed, needs info) stays until they lift it."""
    if question.locked or question.state == State.NEEDS_INFO:
        return question.state
    return natural_state(question)


def natural_state(question: Question) -> str:
    if question.accepted_id:
        return State.SOLVED
    return State.ANSWERED if question.answer_count else State.OPEN


def publish(post: Question | Answer | Comment, *, journey: str = "") -> None:
    """Show ``post`` to everybody. The first time, its "asked" or "posted" event is recorded; later, its counters come back."""
    if isinstance(post, Question):
        _publish_question(post, journey)
    elif isinstance(post, Answer):
        _publish_answer(post)
    else:
        _publish_comment(post)


def unpublish(post: Question | Answer | Comment, visibility: Visibility, by_id: int | None) -> None:
    """Take a public ``post`` from public sight, as ``visibility`` says; an accepted answer is no longer accepted."""
    if isinstance(post, Question):
        touch(post, visibility=visibility)
        count_tags(list(post.tags.values_list("pk", flat=True)), -1)
        return
    if isinstance(post, Answer):
        _unpublish_answer(post, by_id)
    show_as(post, visibility)


def show_as(post: Question | Answer | Comment, visibility: Visibility) -> None:
    """Set the visibility of what isn't public and doesn't become so: no counter changes."""
    type(post)._default_manager.filter(pk=post.pk).update(visibility=visibility, revision=F("revision") + 1)
    post.visibility = visibility
    post.revision += 1


def retracted_from(post: Question | Answer | Comment, visibility: str) -> None:
    """Note what a text was when its author took it back (empty: they didn't, or undid it)."""
    type(post)._default_manager.filter(pk=post.pk).update(retracted_from=visibility)
    post.retracted_from = visibility


def count_tags(ids: Collection[int], by: int) -> None:
    """Add ``by`` to the counts of these tags; rows are locked in one order, so that two writers can't wait for each other."""
    if ids:
        list(Tag.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
        Tag.objects.filter(pk__in=ids).update(count=Greatest(F("count") + by, 0))


def _publish_question(question: Question, journey: str) -> None:
    first = question.published_at is None
    now = timezone.now()
    touch(question, visibility=Visibility.PUBLIC, **({"published_at": now, "activity_at": now} if first else {}))
    count_tags(list(question.tags.values_list("pk", flat=True)), 1)
    if first:
        record(ContentPublished(QUESTION, question.pk, question.author_id))
        record(QuestionAsked(question.pk, question.author_id, journey))


def _publish_answer(answer: Answer) -> None:
    first = _show(answer)
    question = locked_question(answer.question_id)
    question.answer_count += 1
    changes: dict[str, Any] = {"answer_count": question.answer_count}
    if answer.accepted_when_hidden and not question.accepted_id:
        question.accepted = answer
        changes |= {"accepted": answer}
        record(AnswerAccepted(answer.pk, question.pk, question.accepted_by_id))
    if answer.accepted_when_hidden:
        Answer.objects.filter(pk=answer.pk).update(accepted_when_hidden=False)
        answer.accepted_when_hidden = False
    if first:
        changes |= {"activity_at": timezone.now()}
        record(ContentPublished(ANSWER, answer.pk, answer.author_id))
        record(AnswerPosted(answer.pk, question.pk, answer.author_id))
        if question.state == State.NEEDS_INFO and answer.author_id == question.author_id:
            question.state = State.ANSWERED
    touch(question, state=settled_state(question), **changes)
    answer.question = question


def _unpublish_answer(answer: Answer, by_id: int | None) -> None:
    question = locked_question(answer.question_id)
    question.answer_count = max(question.answer_count - 1, 0)
    changes: dict[str, Any] = {"answer_count": question.answer_count}
    if question.accepted_id == answer.pk:
        question.accepted = None
        changes |= {"accepted": None}  # who accepted and when stay, for the answer may come back
        Answer.objects.filter(pk=answer.pk).update(accepted_when_hidden=True)
        answer.accepted_when_hidden = True
        record(AcceptanceWithdrawn(answer.pk, question.pk, by_id))
    touch(question, state=settled_state(question), **changes)
    answer.question = question


def _publish_comment(comment: Comment) -> None:
    first = _show(comment)
    if not first:
        return
    question = locked_question(comment.question_id)
    changes: dict[str, Any] = {"activity_at": timezone.now()}
    if question.state == State.NEEDS_INFO and comment.author_id == question.author_id:
        changes |= {"state": natural_state(question)}
    touch(question, **changes)
    comment.question = question
    record(ContentPublished(COMMENT, comment.pk, comment.author_id))
    record(CommentPosted(comment.pk, comment.question_id, comment.author_id))


def _show(post: Answer | Comment) -> bool:
    """Public from now on; True when it never was before."""
    first = post.published_at is None
    if first:
        post.published_at = timezone.now()
    type(post)._default_manager.filter(pk=post.pk).update(published_at=post.published_at)
    show_as(post, Visibility.PUBLIC)
    return first
