"""A small community to search in: questions and answers made by the actions, indexed when the relay has run."""

from collections.abc import Callable
from typing import Any

import pytest

from core.viewer import Viewer
from qa.actions.accept_answer import accept_answer
from qa.actions.ask_question import ask_question
from qa.actions.post_answer import post_answer
from qa.models import Answer, Question


@pytest.fixture
def regular(person: Callable[..., Any], viewer: Callable[..., Viewer]) -> Viewer:
    """Somebody whose posts no rule holds."""
    return viewer(person(trust=3))


@pytest.fixture
def ask(regular: Viewer) -> Callable[..., Question]:
    """``ask("title", "body", lang="pt", answers=("one", "two"), accepted=1)``: a public question; ``accepted`` counts from 0."""

    def make(
        title: str,
        body: str = "",
        *,
        lang: str = "es",
        tags: tuple[str, ...] = (),
        answers: tuple[str, ...] = (),
        accepted: int | None = None,
        by: Viewer = regular,
    ) -> Question:
        question = ask_question(by, title=title, body=body or title, lang=lang, tags=tags)
        given = [post_answer(question, by, text) for text in answers]
        if accepted is not None:
            accept_answer(given[accepted], by)
        question.refresh_from_db()
        return question

    return make


@pytest.fixture
def built(db: None) -> None:
    """An index that was built, not begun by the first change."""
    from search.engines import engine
    from search.indexing import rebuild

    rebuild(engine(), lambda done, total, cursor: None)


@pytest.fixture
def answer(regular: Viewer) -> Callable[..., Answer]:
    return lambda question, text: post_answer(question, regular, text)
