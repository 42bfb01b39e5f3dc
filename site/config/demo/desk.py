"""What waits at the demo's desks: held and reported texts, some decided already, and the cases of members."""

from datetime import datetime, timedelta

from config.demo import clock
from config.demo.people import People
from config.demo.questions import Threads
from config.demo.written import Facts
from core.content import content
from crm_sync.actions.close_case import close_case
from crm_sync.actions.open_case import open_from_form
from crm_sync.actions.reply_to_case import reply_to_case
from moderation.actions.decide import decide
from moderation.actions.raise_flag import raise_flag
from moderation.models import ReviewItem
from qa.actions.post_answer import post_answer
from qa.models import ANSWER

AFTER = timedelta(minutes=25)


def make_desk(items: list[Facts], threads: Threads, people: People, now: datetime) -> int:
    for facts in sorted(items, key=lambda one: -one["hours"]):
        _make_item(facts, threads, people, now)
    return len(items)


def make_cases(cases: list[Facts], people: People, now: datetime) -> int:
    for number, facts in enumerate(cases):
        _make_case(facts, f"demo-case-{number}", people, now)
    return len(cases)


def _make_item(facts: Facts, threads: Threads, people: People, now: datetime) -> None:
    question = threads.by_id[facts["under"]]
    moment = now - timedelta(hours=facts["hours"])
    reports = facts.get("flags", [])
    author = people[facts["by"]] if reports else people.itself(facts["by"])
    with clock.at(moment):
        answer = post_answer(question, author, facts["body"])
    for report in reports:
        moment += AFTER
        with clock.at(moment):
            reporter = people.itself(report["by"])
            card = content[ANSWER].card(answer.pk, reporter)
            assert card is not None
            raise_flag(card, reporter, report["reason"], note=report["note"])
    if "decided" in facts:
        with clock.at(moment + AFTER):
            item = ReviewItem.objects.get(kind=ANSWER, object_id=answer.pk)
            decide(item.pk, people[facts["decided_by"]], facts["decided"], version=item.version, reason=facts.get("reason", ""))


def _make_case(facts: Facts, nonce: str, people: People, now: datetime) -> None:
    moment = now - timedelta(days=facts["days"])
    told = {name: facts[name] for name in ("subject", "description", "product", "category")}
    with clock.at(moment):
        case = open_from_form(people.itself(facts["by"]), nonce=nonce, **told)
    for number, said in enumerate(facts.get("replies", [])):
        moment = min(moment + timedelta(hours=said["hours"]), now)
        with clock.at(moment):
            reply_to_case(case, people[said["by"]], said["body"], public=said.get("public", True), nonce=f"{nonce}-{number}")
    if "closed" in facts:
        with clock.at(min(moment + timedelta(hours=20), now)):
            close_case(case, people["agent"], facts["closed"])
