"""What tests of the questions room start from: questions, answers and comments made by the room's own actions."""

from collections.abc import Callable
from typing import Any

import pytest

from qa.actions.ask_question import ask_question
from qa.actions.comment import comment
from qa.actions.post_answer import post_answer
from qa.models import Answer, Comment, Question


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
def asker(person: Any) -> Any:
    return person()


@pytest.fixture
def ask(asker: Any, viewer: Any) -> Callable[..., Question]:
    """``ask(title=…, tags=[…])``: a question by ``asker``, or by ``by``."""

    def make(by: Any = None, **given: Any) -> Question:
        told = {"title": "The drum does not turn any more", "body": "It hums and stops.", "lang": "en"} | given
        return ask_question(viewer(by or asker), **told)

    return make


@pytest.fixture
def question(ask: Any) -> Question:
    return ask(tags=["drum", "brisa-9"])


@pytest.fixture
def answer_it(person: Any, viewer: Any) -> Callable[..., Answer]:
    def make(question: Question, by: Any = None, body: str = "Clean the filter of the pump.", **given: Any) -> Answer:
        return post_answer(question, viewer(by or person()), body, **given)

    return make


@pytest.fixture
def answer(question: Question, answer_it: Any) -> Answer:
    return answer_it(question)


@pytest.fixture
def comment_on(person: Any, viewer: Any) -> Callable[..., Comment]:
    def make(post: Question | Answer, by: Any = None, body: str = "Which model is it?") -> Comment:
        return comment(post, viewer(by or person()), body)

    return make


@pytest.fixture
def events() -> Callable[..., list[dict]]:
    """``events(AnswerPosted)``: the payloads of what was recorded, oldest first."""
    from core.models import EventRow

    def recorded(event: Any) -> list[dict]:
        return [row.payload for row in EventRow.objects.filter(name=event.name).order_by("pk")]

    return recorded
