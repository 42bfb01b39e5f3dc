"""Journeys, as pure functions: from what one visitor did and said to attempts, and from each attempt's facts to its one class.

Nothing here reads a database or a clock, so a rebuild gives what the live path gave (`crm_sync.raw` loads, `crm_sync.actions` store).
The words are those of the definitions in docs/managers/deflection.md; a change of meaning raises `DEFINITION`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DEFINITION = 1
IDLE = timedelta(minutes=30)
WINDOW = timedelta(days=14)

CONFIRMED, PRESUMED, DIRECT, SELF_SOLVED = "confirmed", "presumed", "direct", "self_solved"
FAILED, OTHER_CASE, UNKNOWN = "failed", "other_case", "unknown"

STARTED, SENT, ANSWERED, SEARCH, VIEW = "started", "sent", "answered", "search", "view"
READING = frozenset({"seen", "open", "dwell", VIEW})
FORMS = frozenset({"ask", "support"})
QUESTION, CASE = "qa.question", "crm.case"

Ref = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that a visitor did (`core.models.Interaction`) or said (`crm_sync.models.Said`).

    ``form`` is the form on which it happened; ``words`` are the folded words of a search.
    """

    at: datetime
    what: str
    journey: str = ""
    ref: Ref | None = None
    form: str = ""
    answered: bool | None = None
    would_have_contacted: bool | None = None
    opened: bool = False
    asker: bool = False
    words: frozenset[str] = frozenset()


@dataclass(slots=True)
class Attempt:
    """The signals of one continuous attempt to solve one problem, oldest first."""

    signals: list[Signal] = field(default_factory=list)
    ended: bool = False

    @property
    def started_at(self) -> datetime:
        return self.signals[0].at

    @property
    def last_at(self) -> datetime:
        return self.signals[-1].at

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(signal.journey for signal in self.signals if signal.journey))


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What decides whether a case belongs to an attempt. ``named`` are the words of its product and category, ``words`` all of them."""

    opened_at: datetime
    journey: str = ""
    thread: Ref | None = None
    named: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that `classify` looks at, and, in ``refs``, what was read, for the evidence.

    ``answered`` and ``would_have_contacted``: the last word on what was read; None when not said. ``solved_by``: who answered the
    asker's own thread, "other" or "self". ``case``: "related" or "other" when a case came within the window. ``left``: the visitor
    has been gone for 30 minutes. ``asker_would``: what the asker of a solved thread said about contacting support.
    """

    identified: bool = False
    form_started: bool = False
    sent_question: bool = False
    sent_case: bool = False
    read: bool = False
    answered: bool | None = None
    would_have_contacted: bool | None = None
    solved_by: str = ""
    case: str = ""
    left: bool = False
    asker_would: bool | None = None
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a visitor beyond the signals themselves.

    ``own``: their own threads; ``solved``: who solved which of them; ``topics``: words of what was read; ``cases``: theirs, any channel.
    """

    identified: bool = False
    own: frozenset[Ref] = frozenset()
    solved: Mapping[Ref, str] = field(default_factory=dict)
    topics: Mapping[Ref, frozenset[str]] = field(default_factory=dict)
    cases: tuple[CaseFacts, ...] = ()


def attempts_of(signals: Iterable[Signal]) -> list[Attempt]:
    """Part one visitor's signals into attempts: 30 minutes idle, a solved problem or a case ends one.

    What trails an ended attempt (the page still being read, the answer said twice) belongs to it; a new search or form begins the next.
    """
    found: list[Attempt] = []
    for signal in sorted(signals, key=lambda signal: signal.at):
        current = found[-1] if found else None
        if current is None or signal.at - current.last_at >= IDLE or (current.ended and _begins(signal, current)):
            current = Attempt()
            found.append(current)
        current.signals.append(signal)
        current.ended = current.ended or _ends(signal)
    return found


def facts_of(attempt: Attempt, around: Surroundings, now: datetime) -> Facts:
    signals = attempt.signals
    asked_now = {s.ref for s in signals if s.what == SENT}
    others = [s for s in signals if s.ref and not s.asker and s.ref not in asked_now and not (s.what == VIEW and s.ref in around.own)]
    read = [s for s in others if s.what in READING or (s.what == ANSWERED and s.opened)]
    said = [s for s in others if s.what == ANSWERED]
    would = [s.would_have_contacted for s in said if s.would_have_contacted is not None]
    by_asker = [s for s in signals if s.what == ANSWERED and (s.asker or s.ref in asked_now)]
    asker = [s.would_have_contacted for s in by_asker if s.would_have_contacted is not None]
    sent = {s.ref[0] for s in signals if s.what == SENT and s.ref}
    solved = [around.solved[s.ref] for s in signals if s.what == SENT and s.ref and s.ref in around.solved]
    return Facts(
        identified=around.identified,
        form_started=any(s.what in (STARTED, SENT) or (s.what == SEARCH and s.form in FORMS) for s in signals),
        sent_question=QUESTION in sent,
        sent_case=CASE in sent,
        read=bool(read),
        answered=said[-1].answered if said else None,
        would_have_contacted=would[-1] if would else None,
        solved_by=solved[-1] if solved else "",
        case=_case_after(attempt, around, sent),
        left=now - attempt.last_at >= IDLE,
        asker_would=asker[-1] if asker else None,
        refs=tuple(dict.fromkeys(f"{s.ref[0]}:{s.ref[1]}" for s in read if s.ref)),
    )


def classify(facts: Facts) -> str:
    """The first class that fits. What a person said about what they read outweighs what could be presumed."""
    if facts.read and facts.answered and facts.would_have_contacted:
        return CONFIRMED
    sent = facts.sent_question or facts.sent_case
    silent = facts.answered is None and facts.would_have_contacted is None
    if facts.identified and facts.form_started and facts.read and facts.left and silent and not sent and not facts.case:
        return PRESUMED
    if facts.solved_by == "other" and not facts.case:
        return DIRECT
    if facts.solved_by == "self" and facts.case != "related":
        return SELF_SOLVED
    if facts.read and facts.case == "related":
        return FAILED
    if facts.read and facts.case:
        return OTHER_CASE
    return UNKNOWN


def recontacted(facts: Facts) -> bool:
    """A confirmed deflection after which the person opened a case on the same matter all the same: its money is not counted."""
    return classify(facts) == CONFIRMED and facts.case == "related"


def is_related(attempt: Attempt, case: CaseFacts, topics: Mapping[Ref, frozenset[str]]) -> bool:
    """Same attempt, same thread, a product or category that was read or searched, or half the words of a search in the case's own."""
    refs = {s.ref for s in attempt.signals if s.ref}
    if (case.journey and case.journey in attempt.tokens) or case.thread in refs:
        return True
    searches = [s.words for s in attempt.signals if s.words]
    about = frozenset().union(*searches, *(topics.get(ref, frozenset()) for ref in refs))
    if case.named & about:
        return True
    return any(len(words) > 1 and len(words & case.words) * 2 >= len(words) for words in searches)


def _case_after(attempt: Attempt, around: Surroundings, sent: set[str]) -> str:
    if CASE in sent:
        return "related"
    cases = [case for case in around.cases if attempt.started_at <= case.opened_at <= attempt.last_at + WINDOW]
    if any(is_related(attempt, case, around.topics) for case in cases):
        return "related"
    return "other" if cases else ""


def _ends(signal: Signal) -> bool:
    solved = signal.what == ANSWERED and bool(signal.answered) and signal.would_have_contacted is not None
    return solved or (signal.what == SENT and signal.ref is not None and signal.ref[0] == CASE)


def _begins(signal: Signal, ended: Attempt) -> bool:
    if signal.what in (SEARCH, STARTED, SENT):
        return True
    return signal.what != ANSWERED and bool(signal.journey) and signal.journey not in ended.tokens
