"""What tests of contests start from: a manager, a contest in any state, entries, votes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gamification.contests.actions.edit import save_contest, write_terms
from gamification.contests.actions.enter import accept_terms, enter
from gamification.contests.actions.move import move_due
from gamification.models import Contest, Entry
from qa.actions.ask_question import ask_question

WORDS = {"en": {"name": "Recipes", "lead": "One recipe.", "prizes": "First: A fryer", "body": "Tell *how*."}}
STEP = timedelta(hours=1)
# How many steps of an hour ago the contest was announced, for each state that it is to be in.
AGO = {"announced": 0, "open": 1, "voting": 2, "judging": 3, "closed": 4}


@pytest.fixture
def manager(person: Any, viewer: Any) -> Any:
    return viewer(person(username="boss", roles=("manager",)))


@pytest.fixture
def contest(manager: Any) -> Callable[..., Contest]:
    """``contest("voting", votes_each=1)``: by votes, tag ``recipes``; its times are an hour apart and the clock has moved it."""

    def make(state: str = "open", slug: str = "recipes", **facts: Any) -> Contest:
        start = timezone.now() - AGO.get(state, 0) * STEP - timedelta(minutes=1)
        times = {"announce_at": start, "opens_at": start + STEP, "voting_at": start + 2 * STEP, "judging_at": start + 3 * STEP}
        times["closes_at"] = start + 4 * STEP
        if facts.get("method") == "points":
            times["voting_at"] = None
        given = {"slug": slug, "tag": "recipes", "zone": "America/Mexico_City"} | times | facts
        made = save_contest(Contest(), manager, given, WORDS)
        if state != "draft":
            write_terms(made, manager, {"en": "Be *kind*."})
            move_due()
        made.refresh_from_db()
        assert made.state == state
        return made

    return make


@pytest.fixture
def recipe(person: Any, viewer: Any) -> Callable[..., Any]:
    """``recipe(ana)``: a question of hers under the contest's tag."""

    def make(by: Any = None, tags: Any = ("recipes",)) -> Any:
        return ask_question(
            viewer(by or person()), title="Sweet potatoes in the fryer", body="Twenty minutes at 180.", lang="en", tags=[*tags]
        )

    return make


@pytest.fixture
def entry(recipe: Any, viewer: Any, person: Any) -> Callable[..., Entry]:
    """``entry(contest, ana)``: a recipe of hers that takes part, whatever the state of the contest."""

    def make(into: Contest, by: Any = None) -> Entry:
        author = by or person()
        kept = {name: getattr(into, name) for name in ("state", "opens_at", "voting_at", "judging_at", "closes_at")}
        now = timezone.now()
        times = {"opens_at": now - STEP, "voting_at": now + STEP if into.by_votes else None}
        Contest.objects.filter(pk=into.pk).update(state="open", judging_at=now + 2 * STEP, closes_at=now + 3 * STEP, **times)
        into.refresh_from_db()
        accept_terms(into, viewer(author), 1, "en")
        made = enter(into, "qa.question", recipe(author).pk, viewer(author))
        Contest.objects.filter(pk=into.pk).update(**kept)
        into.refresh_from_db()
        return made

    return make
