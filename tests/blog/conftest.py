"""What tests of the blog start from: posts published as editors do it, and comments."""

from collections.abc import Callable
from typing import Any

import pytest

from blog.actions.comment import comment
from blog.models import BlogIndexPage, BlogPostPage, Comment


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Admission publishes, unless a test asks for ``admission``."""
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", None)


@pytest.fixture
def admission(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``admission("hold", "first_posts")``: from now on that is its decision."""
    from core.ports import admission as port

    def decide(outcome: Any, *codes: str) -> None:
        reasons = tuple(port.Reason(code, f"Reason: {code}") for code in codes)
        monkeypatch.setattr(port, "_provider", lambda draft, viewer: port.Decision(outcome, reasons))

    return decide


@pytest.fixture
def index(db: None) -> BlogIndexPage:
    return BlogIndexPage.objects.get(locale__language_code="en")


@pytest.fixture
def publish(index: BlogIndexPage) -> Callable[..., BlogPostPage]:
    """``publish("Title", tags=["a"], live=True, …)``: a post of the English blog."""

    def make(title: str = "Five noises of a washing machine", *, tags: Any = (), live: bool = True, **given: Any) -> BlogPostPage:
        body = given.pop("body", [("heading", "The hum"), ("paragraph", "<p>It is the <b>pump</b>.</p>")])
        post = BlogPostPage(title=title, summary=given.pop("summary", "What each of them means."), body=body, live=live, **given)
        BlogIndexPage.objects.get(pk=index.pk).add_child(instance=post)
        post.tags.set(tags)
        revision = post.save_revision()
        if live:
            revision.publish()
        return BlogPostPage.objects.get(pk=post.pk)

    return make


@pytest.fixture
def post(publish: Any) -> BlogPostPage:
    return publish()


@pytest.fixture
def say(person: Any, viewer: Any) -> Callable[..., Comment]:
    def make(post: BlogPostPage, by: Any = None, body: str = "Mine hums, too.", nonce: str = "") -> Comment:
        return comment(post, viewer(by or person()), body, nonce)

    return make


@pytest.fixture
def events() -> Callable[..., list[dict]]:
    """``events(CommentPosted)``: the payloads of what was recorded, oldest first."""
    from core.models import EventRow

    def recorded(event: Any) -> list[dict]:
        return [row.payload for row in EventRow.objects.filter(name=event.name).order_by("pk")]

    return recorded
