"""What tests of points start from: a question with an answer, votes, and what people's ledgers say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Sum

from gamification.models import PersonPoints, PointsEntry
from qa.actions.ask_question import ask_question
from qa.actions.post_answer import post_answer
from qa.actions.vote import vote
from qa.models import Answer, Question


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", None)


@pytest.fixture
def question(person: Any, viewer: Any) -> Question:
    return ask_question(
        viewer(person(username="asker")), title="The drum does not turn", body="It hums and stops.", lang="en", tags=["drum"]
    )


@pytest.fixture
def answer_of(question: Question, person: Any, viewer: Any) -> Callable[..., Answer]:
    def make(by: Any = None) -> Answer:
        return post_answer(question, viewer(by or person()), "Clean the filter of the pump.")

    return make


@pytest.fixture
def answer(answer_of: Any, person: Any) -> Answer:
    return answer_of(person(username="helper"))


@pytest.fixture
def cast(person: Any, viewer: Any) -> Callable[..., Any]:
    """``cast(answer)``: somebody new votes it up; ``cast(answer, -1, by=ana)``."""

    def make(on: Any, value: int = 1, by: Any = None) -> Any:
        voter = by or person()
        vote(on, viewer(voter), value)
        return voter

    return make


@pytest.fixture
def points() -> Callable[..., int]:
    """What a person has, by the total and by the ledger, which must agree."""

    def of(somebody: Any) -> int:
        total = PersonPoints.objects.filter(person=somebody).values_list("total", flat=True).first() or 0
        assert total == PointsEntry.objects.filter(person=somebody).aggregate(sum=Sum("points", default=0))["sum"]
        return total

    return of
