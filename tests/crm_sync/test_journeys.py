"""The pure heart of deflection: attempts, facts, classes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sync.journeys import IDLE, WINDOW, CaseFacts, Facts, Signal, Surroundings, attempts_of, classify, facts_of, is_related, recontacted

NOON = datetime.fromisoformat("2026-11-02T12:00:00+00:00")
LATER = NOON + timedelta(days=30)
ARTICLE, OTHER, OWN = ("qa.question", 1), ("qa.question", 2), ("qa.question", 9)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


NOTHING = Surroundings()


def only(signals, around=NOTHING, now=LATER):
    (attempt,) = attempts_of(signals)
    return facts_of(attempt, around, now)


def read_and_said(answered=True, would=True):
    return [
        Signal(at(0), "started", "t", form="ask"),
        Signal(at(1), "seen", "t", ARTICLE),
        Signal(at(2), "answered", "t", ARTICLE, answered=answered, would_have_contacted=would),
    ]


def test_confirmed_needs_reading_an_answer_and_a_contact_saved():
    assert classify(only(read_and_said())) == "confirmed"


@pytest.mark.parametrize("answered, would", [(True, False), (True, None), (False, None), (False, True)])
def test_anything_less_that_is_said_is_not_confirmed(answered, would):
    assert classify(only(read_and_said(answered, would))) == "unknown"


def test_said_without_having_read_is_not_confirmed():
    signals = [Signal(at(0), "answered", "t", ARTICLE, answered=True, would_have_contacted=True)]

    assert classify(only(signals)) == "unknown"


def test_said_on_the_opened_content_itself_is_reading():
    signals = [Signal(at(0), "answered", "t", ARTICLE, answered=True, would_have_contacted=True, opened=True)]

    assert classify(only(signals)) == "confirmed"


def test_presumed_is_an_identified_person_who_read_and_left_the_form():
    signals = read_and_said()[:2]

    assert classify(only(signals, Surroundings(identified=True))) == "presumed"
    assert classify(only(signals, Surroundings(identified=False))) == "unknown"
    assert classify(only(signals, Surroundings(identified=True), now=at(5))) == "unknown"


def test_a_no_outweighs_what_could_be_presumed():
    signals = read_and_said(answered=False, would=None)

    assert classify(only(signals, Surroundings(identified=True))) == "unknown"


def test_presumed_ends_with_a_case_in_the_window_on_any_channel():
    signals = read_and_said()[:2]
    inside = CaseFacts(NOON + WINDOW)
    outside = CaseFacts(NOON + WINDOW + IDLE)

    assert classify(only(signals, Surroundings(identified=True, cases=(inside,)))) == "other_case"
    assert classify(only(signals, Surroundings(identified=True, cases=(outside,)))) == "presumed"


def test_failed_is_a_case_on_what_was_read():
    signals = read_and_said()[:2]
    case = CaseFacts(at(600), named=frozenset({"washer"}), words=frozenset({"washer", "water"}))
    around = Surroundings(identified=True, topics={ARTICLE: frozenset({"washer", "e04"})}, cases=(case,))

    assert classify(only(signals, around)) == "failed"


def test_direct_is_the_own_thread_solved_by_another_without_a_case():
    signals = [Signal(at(0), "started", "t", form="ask"), Signal(at(3), "sent", "t", OWN, form="ask")]

    def class_of(by, cases=()):
        return classify(only(signals, Surroundings(identified=True, own=frozenset({OWN}), solved={OWN: by}, cases=cases)))

    assert class_of("other") == "direct"
    assert class_of("self") == "self_solved"
    assert class_of("other", (CaseFacts(at(60), thread=OWN),)) == "unknown"


def test_reading_ones_own_thread_is_no_suggestion_read():
    signals = [Signal(at(0), "sent", "t", OWN, form="ask"), Signal(at(1), "view", "t", OWN)]

    assert not only(signals, Surroundings(identified=True, own=frozenset({OWN}))).read


def test_ones_own_old_thread_as_a_suggestion_is_a_suggestion():
    around = Surroundings(identified=True, own=frozenset({ARTICLE}))

    assert classify(only(read_and_said(), around)) == "confirmed"


def test_what_the_asker_says_of_the_thread_itself_is_no_deflection():
    said = Signal(at(5), "answered", "t", OWN, answered=True, would_have_contacted=True, opened=True, asker=True)
    facts = only([said])

    assert (classify(facts), facts.asker_would) == ("unknown", True)


def test_confirmed_with_a_case_afterwards_stays_confirmed_and_loses_its_money():
    case = CaseFacts(at(600), thread=ARTICLE)
    facts = only(read_and_said(), Surroundings(identified=True, cases=(case,)))

    assert classify(facts) == "confirmed"
    assert recontacted(facts)


def test_thirty_minutes_idle_part_two_attempts():
    near = [Signal(at(0), "search", "t"), Signal(at(29), "search", "t")]
    far = [Signal(at(0), "search", "t"), Signal(at(30), "search", "t")]

    assert [len(attempts_of(near)), len(attempts_of(far))] == [1, 2]


def test_a_solved_problem_ends_the_attempt_and_what_trails_belongs_to_it():
    signals = [*read_and_said(), Signal(at(2.1), "dwell", "t", ARTICLE), Signal(at(3), "search", "t")]

    assert [len(attempt.signals) for attempt in attempts_of(signals)] == [4, 1]


def test_the_last_word_counts():
    signals = [*read_and_said(would=None), Signal(at(2.5), "answered", "t", ARTICLE, answered=True, would_have_contacted=True)]

    assert classify(only(signals)) == "confirmed"


def test_half_the_words_of_a_search_relate_a_case():
    (attempt,) = attempts_of([Signal(at(0), "search", "t", words=frozenset({"washer", "leaks"}))])

    assert is_related(attempt, CaseFacts(at(5), words=frozenset({"washer", "noise"})), {})
    assert not is_related(attempt, CaseFacts(at(5), words=frozenset({"oven"})), {})


facts = st.builds(
    Facts,
    identified=st.booleans(),
    form_started=st.booleans(),
    sent_question=st.booleans(),
    sent_case=st.booleans(),
    read=st.booleans(),
    answered=st.sampled_from([None, True, False]),
    would_have_contacted=st.sampled_from([None, True, False]),
    solved_by=st.sampled_from(["", "other", "self"]),
    case=st.sampled_from(["", "related", "other"]),
    left=st.booleans(),
)


@given(facts)
def test_every_journey_has_one_class_and_says_why(given_facts):
    outcome = classify(given_facts)

    assert outcome == classify(given_facts)
    if outcome in ("confirmed", "failed", "presumed", "other_case"):
        assert given_facts.read
    if outcome in ("presumed", "direct"):
        assert not given_facts.case


kinds = st.sampled_from(["search", "seen", "open", "started", "sent", "answered"])


@st.composite
def histories(draw):
    made = []
    for index in range(draw(st.integers(1, 14))):
        what = draw(kinds)
        made.append(
            Signal(
                at(draw(st.integers(0, 200)) + index / 100),
                what,
                draw(st.sampled_from(["a", "b"])),
                ("crm.case", 1) if what == "sent" else draw(st.sampled_from([ARTICLE, OTHER])),
                form="ask" if what in ("started", "sent") else "",
                answered=draw(st.booleans()) if what == "answered" else None,
                would_have_contacted=draw(st.sampled_from([None, True, False])) if what == "answered" else None,
            )
        )
    return made


@settings(max_examples=300)
@given(histories())
def test_attempts_keep_every_signal_once_and_in_any_order_of_arrival(history):
    forwards, backwards = attempts_of(history), attempts_of(history[::-1])

    assert sorted(s.at for a in forwards for s in a.signals) == sorted(s.at for s in history)
    assert [a.started_at for a in forwards] == [a.started_at for a in backwards]
