"""The demo's questions with their answers, comments, votes and ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.demo import clock
from config.demo.people import People
from config.demo.written import Facts
from crm_sync.actions.open_case import escalate_thread
from qa.actions.accept_answer import accept_answer
from qa.actions.ask_question import ask_question
from qa.actions.close import close
from qa.actions.comment import comment
from qa.actions.needs_info import needs_info
from qa.actions.post_answer import post_answer
from qa.actions.vote import vote
from qa.models import Answer, Question

FIRST_COMMENT, NEXT_COMMENT = timedelta(hours=1), timedelta(minutes=50)
BETWEEN_VOTES = timedelta(hours=7)


@dataclass
class Threads:
    """What was made, in its order, and by the names that other files use."""

    questions: list[Question] = field(default_factory=list)
    by_id: dict[str, Question] = field(default_factory=dict)
    answers: dict[int, list[Answer]] = field(default_factory=dict)


def make_questions(written: list[Facts], people: People, now: datetime) -> Threads:
    """``written`` stands oldest first."""
    made = Threads()
    for facts in written:
        question = _make(facts, made, people, now)
        made.questions.append(question)
        made.by_id[facts.get("id", "")] = question
    for facts in written:
        if "close" in facts:
            _close(made.by_id[facts["id"]], facts, made, people, now)
    return made


def voting_times(since: datetime, now: datetime) -> Iterator[datetime]:
    """One after the other, sooner at first, and never to come."""
    moment, wait = since, timedelta(minutes=35)
    while True:
        moment = min(moment + wait, now)
        wait = min(wait * 2, BETWEEN_VOTES)
        yield moment


def _make(facts: Facts, made: Threads, people: People, now: datetime) -> Question:
    asker = people[facts["by"]]
    moment = clock.beginning(facts, now)
    with clock.at(moment):
        question = ask_question(
            people.itself(facts["by"]) if facts.get("pending") else asker,
            title=facts["title"],
            body=facts["body"].strip(),
            lang=facts["lang"],
            tags=facts["tags"],
        )
    if facts.get("pending"):
        return question
    _vote(question, facts, people, moment, now)
    answers = made.answers.setdefault(question.pk, [])
    for reply in facts.get("answers", []):
        moment += timedelta(hours=reply["hours"])
        with clock.at(moment):
            answer = post_answer(question, people[reply["by"]], reply["body"].strip())
        _vote(answer, reply, people, moment, now)
        answers.append(answer)
        said = moment + FIRST_COMMENT
        for remark in reply.get("comments", []):
            with clock.at(min(said, now)):
                comment(answer, people[remark["by"]], remark["body"])
            said += NEXT_COMMENT
    with clock.at(min(moment + FIRST_COMMENT, now)):
        if "accepted" in facts:
            accept_answer(answers[facts["accepted"]], by=asker)
        if "needs_info" in facts:
            needs_info(question, people[facts["needs_info"]])
        if "escalate" in facts:
            escalate_thread("qa.question", question.pk, by=people["agent"], reason=facts["escalate"])
    return question


def _vote(post: Question | Answer, facts: Facts, people: People, since: datetime, now: datetime) -> None:
    wanted = facts.get("up", 0)
    value = -1 if isinstance(wanted, int) and wanted < 0 else 1
    for voter, moment in zip(people.crowd(wanted, facts["body"], facts["by"]), voting_times(since, now), strict=False):
        with clock.at(moment):
            vote(post, voter, value)


def _close(question: Question, facts: Facts, made: Threads, people: People, now: datetime) -> None:
    with clock.at(clock.beginning(facts, now) + timedelta(hours=3)):
        close(question, people[facts["closed_by"]], facts["close"], made.by_id.get(facts.get("duplicate_of", "")))
