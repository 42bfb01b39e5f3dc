"""Propose a new article: a draft under a topic, handed over to review."""

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Page

from accounts.models import User
from core.content import Card, content
from core.events import record
from core.viewer import Viewer
from kb.actions.credit import note_contribution
from kb.events import ArticleBegunFromQuestion
from kb.models import ArticlePage, Contribution, TopicPage
from kb.selectors import is_being_turned
from kb.writing import free_slug, hand_over

QUESTION, ANSWER = "qa.question", "qa.answer"


class AlreadyTurned(Exception):
    """Somebody has made an article of this question."""


def propose_article(by: Viewer, topic: TopicPage, *, title: str, summary: str, text: str, tags: Iterable[str] = ()) -> ArticlePage:
    """A draft by ``by``, whose ``text`` is Markdown. The caller has asked `permissions.may_propose`."""
    with transaction.atomic():
        article = _draft(by, topic, title, summary, text, tags)
        note_contribution(article, [_person(by).pk], Contribution.Role.AUTHOR)
        hand_over(article, _person(by))
    return article


def propose_from_question(
    by: Viewer, topic: TopicPage, question: Card, *, title: str, summary: str, text: str, tags: Iterable[str] = ()
) -> ArticlePage:
    """The same, made of a solved question: who answered is credited as soon as it is published.

    Raises:
        AlreadyTurned: there is one, published or on its way.
    """
    answered_by = {answer.author_id for answer in answers_of(question, by) if answer.author_id}
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=topic.pk)  # one at a time, so that a double click makes one article
        if is_being_turned(QUESTION, question.id):
            raise AlreadyTurned
        article = _draft(by, topic, title, summary, text, tags, source=(QUESTION, question.id))
        note_contribution(article, answered_by, Contribution.Role.ANSWERER)
        note_contribution(article, {_person(by).pk} - answered_by, Contribution.Role.AUTHOR)
        hand_over(article, _person(by))
        record(ArticleBegunFromQuestion(article.pk, question.id, by.user_id))
    return article


def answers_of(question: Card, viewer: Viewer) -> list[Card]:
    """The accepted answer of a question."""
    document = content[QUESTION].documents([question.id]).get(question.id)
    accepted = [part.ref for part in document.parts if part.accepted] if document else []
    ids = [int(ref.rpartition(":")[2]) for ref in accepted]
    return list(content[ANSWER].cards(ids, viewer).values()) if ids else []


def _draft(
    by: Viewer,
    topic: TopicPage,
    title: str,
    summary: str,
    text: str,
    tags: Iterable[str],
    *,
    source: tuple[str, int | None] = ("", None),
) -> ArticlePage:
    parent = TopicPage.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    article = ArticlePage(
        title=title,
        slug=free_slug(parent, title),
        summary=summary,
        body=[("markdown", text)],
        live=False,
        has_unpublished_changes=True,
        owner_id=by.user_id,
        locale_id=parent.locale_id,
        source_kind=source[0],
        source_id=source[1],
    )
    article.tags.add(*tags)
    parent.add_child(instance=article)
    return article


def _person(by: Viewer) -> User:
    return User.objects.get(pk=by.user_id)
