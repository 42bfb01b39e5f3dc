"""What guests of the demo searched, read and said: the figures of the insights pages come from it."""

from datetime import datetime, timedelta

from config.demo import clock, written
from config.demo.questions import Threads
from config.demo.written import Facts, Size
from core.content import content
from core.viewer import GUEST
from crm_sync.actions.say import say_answered, start_form


def make_journeys(threads: Threads, size: Size, now: datetime) -> int:
    journeys = written.of_house("journeys")
    for number, facts in enumerate(journeys):
        _make(facts, f"demo-{number}", threads, now)
    return len(journeys)


def _make(facts: Facts, token: str, threads: Threads, now: datetime) -> None:
    begun = now - timedelta(days=facts["days"], hours=2)
    if facts["form"]:
        with clock.at(begun):
            start_form(GUEST, token, facts["form"])
    if "answered" not in facts:
        return
    card = content["qa.question"].card(threads.by_id[facts["thread"]].pk, GUEST)
    if card is None:
        raise LookupError(f"journey {token}: guests don't see its thread")
    with clock.at(begun + timedelta(minutes=3)):
        say_answered(GUEST, token, card, answered=facts["answered"], would_have_contacted=facts.get("would"), opened=True)
