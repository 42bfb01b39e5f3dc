"""A community in which things happen: questions, answers and comments made by the rooms' own actions, told of by the relay."""

from collections.abc import Callable
from typing import Any

import pytest

from notifications.actions.prefer import prefer
from notifications.models import Notification
from qa.actions.ask_question import ask_question
from qa.actions.comment import comment
from qa.actions.post_answer import post_answer


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", None)


@pytest.fixture
def holds(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on everything waits for a moderator."""
    from core.ports import admission as port

    def hold() -> None:
        held = port.Decision("hold", (port.Reason("first_posts", "First posts wait."),))
        monkeypatch.setattr(port, "_provider", lambda draft, viewer: held)

    return hold


@pytest.fixture
def ana(person: Any) -> Any:
    return person(username="ana", trust=2)


@pytest.fixture
def bruno(person: Any) -> Any:
    return person(username="bruno", trust=2)


@pytest.fixture
def question(ana: Any, viewer: Any) -> Any:
    return ask_question(viewer(ana), title="The drum does not turn", body="It hums and stops.", lang="en", tags=["drum"])


@pytest.fixture
def answer_it(viewer: Any) -> Callable[..., Any]:
    return lambda question, by, body="Clean the filter of the pump.": post_answer(question, viewer(by), body)


@pytest.fixture
def comment_on(viewer: Any) -> Callable[..., Any]:
    return lambda post, by, body="Which model is it?": comment(post, viewer(by), body)


@pytest.fixture
def told() -> Callable[..., list[tuple[str, str]]]:
    """``told(ana)``: what ana was told, oldest first, as (kind, detail). Badges, which come for many things, only with ``badges=True``."""

    def of(person: Any, *, badges: bool = False) -> list[tuple[str, str]]:
        rows = Notification.objects.filter(person=person, withdrawn=False, in_app=True).order_by("pk")
        return list((rows if badges else rows.exclude(kind="badge")).values_list("kind", "detail"))

    return of


@pytest.fixture
def wants() -> Callable[..., None]:
    """``wants(ana, "reply", "daily")``: by e-mail, from now on."""
    return lambda person, kind, choice, channel="email": prefer(person.pk, {(kind, channel): choice})
