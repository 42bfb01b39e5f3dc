"""Builds the demo community through the same actions that people use, so points, index, desk and case follow by themselves.

Only the clock is ours: a demo in which everything happened this minute would show nothing, so each text is moved back to its day.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.register_person import register_person
from accounts.models import Expertise, User
from accounts.viewer import viewer_of
from core.content import content
from core.models import EventRow
from core.viewer import GUEST, Viewer
from crm_sync.actions.open_case import escalate_thread
from crm_sync.actions.say import say_answered, start_form
from crm_sync.models import Case, CostRate
from moderation.models import WatchedWord
from qa.actions.accept_answer import accept_answer
from qa.actions.ask_question import ask_question
from qa.actions.comment import comment
from qa.actions.post_answer import post_answer
from qa.actions.vote import vote
from qa.models import Answer, Comment, Question

FOLDER = Path(__file__).parent
JOINED_DAYS_AGO = 120  # before the first thread


class AlreadyThere(RuntimeError):
    """The site has one of the demo's people already."""


@transaction.atomic
def seed_demo(password: str) -> dict[str, int]:
    """Make the demo's people and threads, all or none; returns how many of each.

    Raises:
        AlreadyThere: the site has been seeded before, or somebody took one of the six names.
    """
    people = _load("people")
    names = [person["username"] for person in people]
    if taken := User.objects.filter(username__in=names).values_list("username", flat=True).first():
        raise AlreadyThere(taken)
    viewers = {person["username"]: _make_person(person, password) for person in people}
    WatchedWord.objects.get_or_create(
        text="genérico", language="es", defaults={"note": "Piezas que no son nuestras: las mira un moderador."}
    )
    now = timezone.now()
    CostRate.objects.get_or_create(
        valid_from=(now - timedelta(days=365)).date(),
        defaults={"currency": "USD", "loaded_cost": Decimal("9.50"), "marginal_cost": Decimal("4.00"), "note": "Demo."},
    )
    threads = [_make_thread(thread, viewers, now) for thread in _load("threads")]
    journeys = _load("journeys")
    for number, journey in enumerate(journeys):
        _make_journey(journey, f"demo-{number}", threads, now)
    return {"people": len(people), "threads": len(threads), "journeys": len(journeys)}


def _load(what: str) -> list[dict[str, Any]]:
    return tomllib.loads((FOLDER / f"{what}.toml").read_text(encoding="utf-8"))[what]


def _make_person(facts: dict[str, Any], password: str) -> Viewer:
    roles = facts.get("roles", [])
    person = register_person(
        facts["username"],
        f"{facts['username']}@cantalba.example",
        password,
        roles=roles,
        display_name=facts["name"],
        language=facts["language"],
        timezone=facts["timezone"],
        bio=facts["bio"],
        date_joined=timezone.now() - timedelta(days=JOINED_DAYS_AGO),
        trust_level=facts.get("trust", 1),
        is_superuser="admin" in roles,
    )
    Expertise.objects.bulk_create(Expertise(person=person, tag=tag) for tag in facts.get("expert", []))
    return viewer_of(person)


def _make_thread(thread: dict[str, Any], viewers: dict[str, Viewer], now: datetime) -> Question:
    asker = viewers[thread["by"]]
    moment = now - timedelta(days=thread["days"], hours=1 if thread["days"] else 0)
    with _happened(moment):
        question = ask_question(
            asker if thread.get("pending") else _trusted(asker),
            title=thread["title"],
            body=thread["body"].strip(),
            lang=thread["lang"],
            tags=thread["tags"],
        )
        _move(question, moment)
        if thread.get("pending"):
            return question
        _upvote(question, thread, viewers)
    answers = []
    for reply in thread.get("answers", []):
        moment += timedelta(hours=reply["hours"])
        with _happened(moment):
            answer = post_answer(question, _trusted(viewers[reply["by"]]), reply["body"].strip())
            _move(answer, moment)
            _upvote(answer, reply, viewers)
        for remark in reply.get("comments", []):
            moment += timedelta(hours=2)
            with _happened(moment):
                _move(comment(answer, _trusted(viewers[remark["by"]]), remark["body"]), moment)
        answers.append(answer)
    with _happened(moment):
        if "accepted" in thread:
            accept_answer(answers[thread["accepted"]], by=asker)
        if "escalate" in thread:
            case = escalate_thread("qa.question", question.pk, by=viewers["agent"], reason=thread["escalate"])
            Case.objects.filter(pk=case.pk).update(opened_at=moment)
    Question.objects.filter(pk=question.pk).update(activity_at=moment)
    Question.objects.filter(pk=question.pk, accepted__isnull=False).update(accepted_at=moment)
    return question


def _make_journey(journey: dict[str, Any], token: str, threads: list[Question], now: datetime) -> None:
    begun = now - timedelta(days=journey["days"], hours=2)
    if journey["form"]:
        with _happened(begun):
            start_form(GUEST, token, journey["form"])
    if "answered" not in journey:
        return
    card = content["qa.question"].card(threads[journey["thread"]].pk, GUEST)
    if card is None:
        raise LookupError(f"journey {token}: guests don't see its thread")
    with _happened(begun + timedelta(minutes=3)):
        say_answered(GUEST, token, card, answered=journey["answered"], would_have_contacted=journey.get("would"), opened=True)


@contextmanager
def _happened(moment: datetime) -> Iterator[None]:
    """Events recorded inside happened at ``moment``."""
    last = EventRow.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    yield
    EventRow.objects.filter(pk__gt=last).update(at=moment)


def _trusted(viewer: Viewer) -> Viewer:
    """The same person, whom no admission rule holds: the demo's past was moderated already."""
    return replace(viewer, trust=4)


def _upvote(post: Question | Answer, written: dict[str, Any], viewers: dict[str, Viewer]) -> None:
    for name in written.get("up", []):
        vote(post, _trusted(viewers[name]), 1)


def _move(post: Question | Answer | Comment, moment: datetime) -> None:
    dates = {"created_at": moment} | ({"published_at": moment} if post.published_at else {})
    type(post)._default_manager.filter(pk=post.pk).update(**dates)
