"""Addresses and small decisions of the question page."""

from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse

from core.pieces import Piece, piece
from core.viewer import Viewer
from qa import permissions
from qa.models import Answer, Comment, Question
from qa.selectors import PostOnPage, QuestionPage

register = template.Library()


@register.filter
def vote_address(on_page: PostOnPage) -> str:
    return reverse("qa:vote_question" if isinstance(on_page.post, Question) else "qa:vote_answer", args=[on_page.post.pk])


@register.filter
def comment_address(on_page: PostOnPage, viewer: Viewer) -> str:
    """Where a comment is posted; a guest may begin one and signs in; empty when nobody may."""
    question = on_page.post if isinstance(on_page.post, Question) else on_page.post.question
    open_to_guests = viewer.is_guest and question.is_public and question.state != Question.State.ARCHIVED
    if not (on_page.may_comment or open_to_guests):
        return ""
    return reverse("qa:comment_question" if isinstance(on_page.post, Question) else "qa:comment_answer", args=[on_page.post.pk])


@register.filter
def cannot_vote(on_page: PostOnPage, viewer: Viewer) -> bool:
    """One's own posts and held ones show their score alone; guests may press and are asked to sign in."""
    return not on_page.may_vote and not (viewer.is_guest and on_page.post.is_public)


@register.filter
def may_edit(comment: Comment, viewer: Viewer) -> bool:
    return permissions.may_edit(viewer, comment)


@register.filter
def may_retract(comment: Comment, viewer: Viewer) -> bool:
    return permissions.may_retract(viewer, comment)


@register.filter
def may_unretract(comment: Comment, viewer: Viewer) -> bool:
    return permissions.may_unretract(viewer, comment)


@register.filter
def commenters(on_page: PostOnPage) -> set[int]:
    return {comment.author_id for comment in on_page.comments}


@register.filter
def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


@register.filter
def plain_number(value: Any) -> str:
    """Digits alone, whatever the reader's language: for machines."""
    return str(int(value))


@register.simple_tag
def answer_shown(on_page: PostOnPage, page: QuestionPage, people: dict[int, dict[str, Any]], viewer: Viewer) -> Piece | None:
    """All that `qa/_answer.html` shows of an answer, and of who looks as much as makes a difference there.

    None for what is not public: its author reads there how far its review is.
    """
    answer, question, comments = on_page.post, page.question, on_page.comments
    if not isinstance(answer, Answer) or not answer.is_public:
        return None
    authors = {answer.author_id, *(comment.author_id for comment in comments)}
    named = authors | ({question.accepted_by_id} if on_page.accepted else set())
    return piece(
        [_text(answer), answer.edits, question.pk, question.lang, question.state, question.visibility],
        [_text(comment) for comment in comments],
        [on_page.mine, on_page.may_vote, on_page.may_edit, on_page.may_comment, on_page.may_retract, on_page.may_unretract],
        [on_page.accepted, question.accepted_reason if on_page.accepted else "", page.may_accept, page.is_asker],
        [viewer.is_guest, viewer.may_post, viewer.trust, sorted(viewer.roles), viewer.user_id if viewer.user_id in authors else None],
        [people.get(id) for id in sorted(id for id in named if id)],
        moments=[answer.created_at, *(comment.created_at for comment in comments)],
    )


def _text(post: Answer | Comment) -> tuple[object, ...]:
    return (post.pk, post.revision, post.body_html, post.visibility, post.score, post.created_at, post.author_id)
