"""A desk for tests: moderators, a question to judge, and items as they come."""

from collections.abc import Callable
from typing import Any

import pytest

from core.content import content
from core.viewer import HOUSE, Viewer
from moderation.actions.hold import hold
from moderation.models import ReviewItem
from qa.actions.ask_question import ask_question
from qa.models import Question


@pytest.fixture
def moderator(person: Callable[..., Any], viewer: Callable[..., Viewer]) -> Viewer:
    return viewer(person(username="mora", display_name="Mora Ruiz", roles=("moderator",)))


@pytest.fixture
def other_moderator(person: Callable[..., Any], viewer: Callable[..., Viewer]) -> Viewer:
    return viewer(person(username="ivan", display_name="Iván Ortiz", roles=("moderator",)))


@pytest.fixture
def author(person: Callable[..., Any]) -> Any:
    return person(username="kevin", trust=1)


@pytest.fixture
def make_question(author: Any, viewer: Callable[..., Viewer]) -> Callable[..., Question]:
    """``make_question(title="…", body="…", by=kevin)``: published, unless a rule holds it."""

    def make(title: str = "The drum is loud", body: str = "It rattles at 1200 turns.", by: Any = None) -> Question:
        return ask_question(viewer(by or author), title=title, body=body, lang="en")

    return make


@pytest.fixture
def question(make_question: Callable[..., Question]) -> Question:
    return make_question()


@pytest.fixture
def held(make_question: Callable[..., Question], deliver_all: Callable[..., int]) -> Callable[..., ReviewItem]:
    """``held()``: the waiting item of a question that admission held."""

    def make(reasons: tuple[str, ...] = ("first_posts",), **facts: Any) -> ReviewItem:
        question = make_question(**facts)
        content["qa.question"].hold(question.pk, HOUSE)
        item = hold("qa.question", question.pk, reasons)
        deliver_all()
        assert item is not None
        item.refresh_from_db()
        return item

    return make


@pytest.fixture
def card() -> Callable[..., Any]:
    """``card(question)``: as the house sees it."""
    return lambda question: content["qa.question"].card(question.pk, HOUSE)
