"""What tests of the knowledge base start from: a topic, and articles that went through review as real ones do."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from accounts.actions.give_role import give_role
from kb.actions.propose_article import propose_article
from kb.models import ArticlePage, KnowledgeBasePage, TopicPage

_numbers = count(1)
TEXT = "Ten minutes, no tools.\n\n## When\n\nEvery three months.\n\n## Steps\n\n1. Unplug it.\n2. Turn the filter to the left."


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", None)


@pytest.fixture
def home(db: None) -> KnowledgeBasePage:
    return KnowledgeBasePage.objects.get(locale__language_code="en")


@pytest.fixture
def topic_in(db: None) -> Callable[..., TopicPage]:
    """``topic_in(parent, title="Washers", audience="customers")``: a published topic."""

    def make(parent: Any, title: str = "", **facts: Any) -> TopicPage:
        number = next(_numbers)
        parent = type(parent).objects.get(pk=parent.pk)
        topic = TopicPage(title=title or f"Topic {number}", slug=f"topic-{number}", locale_id=parent.locale_id, **facts)
        parent.add_child(instance=topic)
        topic.save_revision().publish()
        return topic

    return make


@pytest.fixture
def topic(home: KnowledgeBasePage, topic_in: Any) -> TopicPage:
    return topic_in(home, "Washing machines")


@pytest.fixture
def staff(person: Any) -> Callable[..., Any]:
    """``staff("moderator")``: somebody new with that role."""

    def make(role: str) -> Any:
        somebody = person()
        give_role(somebody, role)
        return somebody

    return make


@pytest.fixture
def proposed(topic: TopicPage, person: Any, viewer: Any) -> Callable[..., ArticlePage]:
    """``proposed(by=ana, title=…)``: a draft that waits for review."""

    def make(by: Any = None, under: TopicPage | None = None, **given: Any) -> ArticlePage:
        told = {"title": f"Clean the filter of your washer {next(_numbers)}", "summary": "Ten minutes.", "text": TEXT} | given
        return propose_article(viewer(by or person()), under or topic, **told)

    return make


@pytest.fixture
def approve(staff: Any) -> Callable[..., ArticlePage]:
    """``approve(article)``: a moderator publishes what waits."""

    def publish(article: ArticlePage, by: Any = None) -> ArticlePage:
        ArticlePage.objects.get(pk=article.pk).current_workflow_task_state.approve(user=by or staff("moderator"))
        return ArticlePage.objects.get(pk=article.pk)

    return publish


@pytest.fixture
def published(proposed: Any, approve: Any) -> Callable[..., ArticlePage]:
    """``published(audience="employees", title=…)``: an article that readers see."""

    def make(by: Any = None, under: TopicPage | None = None, audience: str = "public", **given: Any) -> ArticlePage:
        article = proposed(by, under, **given)
        if audience != "public":
            article.audience = audience
            article.save_revision(user=article.owner).publish()
            return ArticlePage.objects.get(pk=article.pk)
        return approve(article)

    return make


@pytest.fixture
def events() -> Callable[..., list[dict]]:
    """``events(ArticlePublished)``: the payloads of what was recorded, oldest first."""
    from core.models import EventRow

    def recorded(event: Any) -> list[dict]:
        return [row.payload for row in EventRow.objects.filter(name=event.name).order_by("pk")]

    return recorded
