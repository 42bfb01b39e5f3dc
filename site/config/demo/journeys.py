"""What guests of the demo searched, read and said: the figures of the insights pages come from it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zlib import crc32

from anyascii import anyascii

from config.demo import clock, written
from config.demo.questions import Threads
from config.demo.written import Facts, Size
from core.content import content
from core.leading import REPHRASED
from core.models import Interaction, QueryText
from core.viewer import GUEST
from crm_sync.actions.say import say_answered, start_form

LOOKED_BACK_DAYS = 115
FORMS = ("support", "support", "ask", "support", "")
PLACES = (1, 1, 1, 2, 1, 0, 3, 0, 0)  # of what was opened; 0 for nothing
SAID = {
    "confirmed": {"answered": True, "would": True},
    "answered": {"answered": True, "would": False},
    "failed": {"answered": False},
    "left": {},
}


def make_journeys(threads: Threads, size: Size, now: datetime) -> int:
    journeys = written.of_house("journeys")
    if size == "full":
        journeys += _visits(threads, now)
        make_searches(now)
    for number, facts in enumerate(journeys):
        _make(facts, f"demo-{number}", threads, now)
    return len(journeys)


def _visits(threads: Threads, now: datetime) -> Iterator[Facts]:
    """Spread over the days since each question was asked; more of them lately, as a community grows."""
    for facts in written.of_house("visits", "visits"):
        question = threads.by_id[facts["thread"]]
        age = min((now - question.created_at).total_seconds() / 86_400 - 1, LOOKED_BACK_DAYS)
        whole = sum(facts[kind] for kind in SAID)
        number = 0
        for kind, said in SAID.items():
            for _one in range(facts[kind]):
                place = crc32(f"{facts['thread']} {number}".encode())
                form = FORMS[place % len(FORMS)] if said else "support"
                number += 1
                yield {
                    "days": age * (1 - ((place % 997) / 997) ** 0.7) + 0.02 * number / whole,
                    "form": form,
                    "thread": facts["thread"],
                    **said,
                }


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


def make_searches(now: datetime) -> None:
    """Of those with results some two thirds were opened, high up more often; of the rest some were asked again in other words."""
    rows = []
    for facts in written.of_house("searches", "visits"):
        query, _made = QueryText.objects.get_or_create(
            text=facts["text"], lang=facts["lang"], defaults={"folded": anyascii(facts["text"]).lower()}
        )
        for number in range(facts["times"]):
            chance = crc32(f"{facts['text']} {number}".encode())
            ago = timedelta(minutes=chance % (LOOKED_BACK_DAYS * 1440))
            place = PLACES[chance % len(PLACES)]
            opened = place if place <= facts["results"] else 0
            done = {"query": query, "results": facts["results"], "surface": "results", "voter": f"demo-{number}"}
            done |= {"position": opened or None, "source": "" if opened or chance % 4 else REPHRASED}
            rows.append(Interaction(at=now - ago, kind=Interaction.Kind.SEARCH, **done))
    Interaction.objects.bulk_create(sorted(rows, key=lambda row: row.at))
