"""Addresses and small decisions of the question page."""

from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse

from core.viewer import Viewer
from qa import permissions
from qa.models import Comment, Question
from qa.selectors import PostOnPage

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
