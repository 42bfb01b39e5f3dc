"""The figures: a scripted history gives them to the unit, a rebuild gives them again, and each event weighs what it weighs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from core.models import EventRow, Interaction
from core.ports.figures import Period
from core.shares import Share, wilson
from crm_sync.actions.follow_journeys import forget_person, freeze, rebuild
from crm_sync.deflection import summary
from crm_sync.models import Case, CostRate, Journey, Said
from qa.actions.accept_answer import accept_answer
from qa.actions.post_answer import post_answer
from tests.crm_sync.history import NOON, History

pytestmark = pytest.mark.django_db

MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def read(ask, person):
    """Something to read: id of somebody's question on washers."""
    return ask(person("lautaro", trust=2), title="Washer leaks water after cleaning the pump").pk


@pytest.fixture
def costs(db):
    CostRate.objects.create(valid_from="2026-01-02", currency="MXN", loaded_cost=120, marginal_cost=84, note="Finance, January")


@pytest.fixture
def consenting(viewer, customer):
    return viewer(customer, analytics_consent=True)


@pytest.fixture
def with_consent(customer):
    from accounts.models import Consent

    Consent.objects.create(person=customer, purpose="analytics", version="1", how="settings", given_at=NOON - timedelta(days=1))


def classes():
    return {name: n for name, n in summary(MONTH).classes.items() if n}


def test_a_guest_who_says_it_answered_is_one_confirmed_deflection(read, costs):
    with History() as then:
        then.start("token-01").at(1).see("token-01", read).at(2).say("token-01", read)

        found = summary(MONTH)

    assert classes() == {"confirmed": 1}
    assert (found.forms_started, found.rate.value, found.rate.n) == (1, 1.0, 1)
    assert (found.money.cost_avoided, found.money.cash, found.money.currency) == (Decimal("120.00"), Decimal("0.00"), "MXN")


def test_saying_it_twice_counts_once(read):
    with History() as then:
        then.see("token-01", read).at(1).say("token-01", read).say("token-01", read).say("token-01", read, would=None)

    assert classes() == {"confirmed": 1}


def test_confirmed_without_a_form_is_outside_the_rate(read):
    with History() as then:
        then.see("token-01", read).at(1).say("token-01", read)
        then.at(2).start("token-02").settle()

    found = summary(MONTH)
    assert (found.confirmed, found.rate.value, found.rate.n) == (1, 0.0, 1)


def test_presumed_waits_until_the_visitor_left_and_ends_with_a_case(read, consenting):
    with History(consenting) as then:
        then.start("token-01").at(1).see("token-01", read)
        assert classes() == {"unknown": 1}

        then.settle()
        assert classes() == {"presumed": 1}

        then.at(60 * 24 * 3).case(subject="An oven that smokes")

        assert classes() == {"other_case": 1, "unknown": 1}


def test_failed_is_a_case_on_the_same_matter_on_any_channel(read, consenting):
    with History(consenting) as then:
        then.start("token-01").at(1).see("token-01", read).settle()
        then.at(60 * 24 * 3).case(subject="It still does not work", product="Washer")

    assert classes() == {"failed": 1, "unknown": 1}


def test_a_case_after_the_window_changes_nothing(read, consenting):
    with History(consenting) as then:
        then.start("token-01").at(1).see("token-01", read).settle()
        then.at(60 * 24 * 15).case(product="Washer")

    assert classes() == {"presumed": 1, "unknown": 1}


def test_a_case_sent_from_the_form_after_reading_failed_even_without_consent(read, viewer, customer):
    with History(viewer(customer)) as then:
        then.start("token-01", "support").at(1).see("token-01", read).at(2).case("token-01")
        assert classes() == {"failed": 1}

        then.settle()

    assert classes() == {"failed": 1}
    assert Case.objects.get().journey == ""


def test_direct_and_self_solved(ask, customer, expert, consenting, viewer, with_consent):
    with History(consenting) as then:
        first = ask(customer, journey="token-01")
        then.deliver().at(40)
        second = ask(customer, title="How do I set the clock of the oven?", journey="token-02")
        then.deliver().at(120)
        accept_answer(post_answer(first, viewer(expert, trust=2), "Clean the filter of the pump."), viewer(customer))
        accept_answer(post_answer(second, viewer(customer), "I held both buttons down."), viewer(customer))
        then.deliver()

        assert classes() == {"direct": 1, "self_solved": 1}

        escalated = then.at(180)
        escalated.case(thread=first_ref(first))

    assert classes() == {"self_solved": 1, "unknown": 2}


def first_ref(question):
    return f"qa.question:{question.pk}"


def test_confirmed_and_back_again_loses_its_money_but_not_its_class(read, consenting, costs):
    with History(consenting) as then:
        then.see("token-01", read).at(1).say("token-01", read).settle()
        then.at(60 * 24 * 2).case(product="Washer")

    found = summary(MONTH)
    assert (found.confirmed, found.recontacted) == (1, 1)
    assert (found.money.gross, found.money.recontacts, found.money.cost_avoided) == (Decimal("120.00"), Decimal("120.00"), Decimal("0.00"))


def test_money_is_dated_and_cash_waits_for_finance(read):
    CostRate.objects.create(valid_from="2026-01-01", currency="MXN", loaded_cost=100, marginal_cost=50)
    CostRate.objects.create(valid_from="2026-11-02", currency="MXN", loaded_cost=150, marginal_cost=80, realised_share=Decimal("0.25"))
    with History() as then:
        then.at(-24 * 60).see("token-01", read).say("token-01", read)
        then.at(0).see("token-02", read).say("token-02", read)

    money = summary(MONTH).money
    assert (money.cost_avoided, money.cash) == (Decimal("250.00"), Decimal("20.00"))


def test_the_programme_costs_by_the_day(read):
    CostRate.objects.create(valid_from="2026-01-01", currency="MXN", loaded_cost=100, programme_cost=3000)
    with History() as then:
        then.see("token-01", read).say("token-01", read)

    assert summary(Period(date(2026, 11, 2), date(2026, 11, 2))).money.cost_avoided == Decimal("0.00")


def test_costs_are_in_one_currency(costs):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        CostRate(valid_from="2026-06-01", currency="USD", loaded_cost=7).full_clean()
    CostRate(valid_from="2026-06-01", currency="MXN", loaded_cost=130).full_clean()


def test_without_a_cost_there_is_no_money(read):
    with History() as then:
        then.see("token-01", read).say("token-01", read)

    assert summary(MONTH).money.cost_avoided is None


def test_wilson_is_the_published_interval():
    share = wilson(1284, 4063)

    assert (round(share.value, 3), round(share.low, 3), round(share.high, 3)) == (0.316, 0.302, 0.33)
    assert wilson(0, 0) == Share(0, 0, None, None, None)
    assert wilson(0, 10).low == 0.0


def scripted(read, ask, customer, expert, viewer, consenting):
    """People of every kind, on several days: guests, a member with consent, cases, solved questions."""
    with History() as guests:
        guests.start("guest-001").at(1).see("guest-001", read).at(2).say("guest-001", read)
        guests.at(3).search("guest-002", "washer leaks").at(4).see("guest-002", read).at(5).say(
            "guest-002", read, answered=False, would=None
        )
        guests.at(6).start("guest-003", "support").settle()
    with History(consenting) as then:
        then.at(100).start("member-01").at(101).see("member-01", read).settle()
        then.at(300).search("member-02", "oven clock").at(301).see("member-02", read, "seen").at(302).say("member-02", read).settle()
        then.at(500)
        question = ask(customer, title="How do I set the clock of the oven?", journey="member-03")
        then.deliver().at(600)
        accept_answer(post_answer(question, viewer(expert, trust=2), "Hold both of the buttons."), viewer(customer))
        then.deliver().at(60 * 24 * 5)
        then.start("member-04", "support").at(60 * 24 * 5 + 1).see("member-04", read).case("member-04", product="Washer")
        then.settle()


def snapshot():
    names = (
        "outcome",
        "day",
        "asker_would",
        "person_id",
        "started_at",
        "last_at",
        "form_started",
        "recontacted",
        "facts",
        "sealed",
        "left",
        "definition",
    )
    return sorted(tuple(str(getattr(j, name)) for name in names) for j in Journey.objects.all())


def test_a_rebuild_gives_the_same_values_to_the_unit(read, ask, customer, expert, viewer, consenting, costs, with_consent, capsys):
    scripted(read, ask, customer, expert, viewer, consenting)
    before, figures = snapshot(), summary(MONTH)

    call_command("rebuild_deflection")
    assert "0 changed, 0 removed" in capsys.readouterr().out
    assert (snapshot(), summary(MONTH)) == (before, figures)

    Journey.objects.filter(sealed=False).delete()
    Said.objects.filter(sealed=False).delete()
    rebuild()

    assert (snapshot(), summary(MONTH)) == (before, figures)


def test_removing_one_event_changes_the_figures_by_exactly_its_weight(read, ask, customer, expert, viewer, consenting, costs, with_consent):
    """Its weight: what the journeys of its own visitor are worth with it, less what they are worth without it."""
    scripted(read, ask, customer, expert, viewer, consenting)

    def worth(rows):
        return {
            (row.outcome, row.form_started, row.recontacted): sum(
                (r.outcome, r.form_started, r.recontacted) == (row.outcome, row.form_started, row.recontacted) for r in rows
            )
            for row in rows
        }

    everyone = list(Journey.objects.all())
    before = summary(MONTH)
    for said in list(Said.objects.filter(sealed=False)):
        others = [j for j in everyone if j.person_id != said.person_id]
        event = EventRow.objects.get(pk=said.event_row)
        event.delete()
        said.delete()
        rebuild(now=NOON + timedelta(days=20))
        after = summary(MONTH)

        assert worth([j for j in Journey.objects.all() if j.person_id != said.person_id]) == worth(others)
        mine_before = [j for j in everyone if j.person_id == said.person_id]
        mine_after = list(Journey.objects.filter(person=said.person_id))
        for name in after.classes:
            weight = sum(j.outcome == name for j in mine_before) - sum(j.outcome == name for j in mine_after)
            assert before.classes[name] - after.classes[name] == weight
        paid = sum(j.outcome == "confirmed" and not j.recontacted for j in mine_before) - sum(
            j.outcome == "confirmed" and not j.recontacted for j in mine_after
        )
        assert before.money.cost_avoided - after.money.cost_avoided == 120 * paid
        before, everyone = after, list(Journey.objects.all())


def test_a_later_consent_reaches_back_to_nothing(ask, customer):
    from accounts.models import Consent

    with History() as then:
        ask(customer)
        then.deliver()
        assert not Said.objects.exists()
        then.at(60)
        Consent.objects.create(person=customer, purpose="analytics", version="1", how="settings", given_at=then.now)
        rebuild()

    assert not Said.objects.exists()


def test_a_guests_journey_is_dropped_after_thirty_minutes_and_one_row_remains(read, costs):
    with History() as then:
        then.start("guest-001").search("guest-001", "my washer leaks", surface="ask").see("guest-001", read).say("guest-001", read)
        figures = summary(MONTH)
        then.settle()

        (row,) = Journey.objects.all()
        assert (row.sealed, row.person_id, row.token, row.outcome) == (True, None, "", "confirmed")
        assert not Interaction.objects.exclude(journey="").exists()
        assert [i.kind for i in Interaction.objects.all()] == ["search"]
        assert "washer" not in str(row.facts)
        assert summary(MONTH) == figures

        then.at(60).say("guest-001", read)

    assert summary(MONTH).confirmed == 1
    assert classes() == {"confirmed": 1, "unknown": 1}


def test_a_guest_who_signs_in_becomes_one_journey_of_that_person(read, customer, consenting):
    with History() as then:
        then.start("token-01").see("token-01", read)
        then.viewer = consenting
        then.at(2).see("token-01", read).settle()

    (row,) = Journey.objects.all()
    assert (row.person, row.outcome) == (customer, "presumed")


@pytest.mark.parametrize("ends", ["thirty minutes", "consent withdrawn"])
def test_what_was_recorded_loses_the_visitor_too(read, customer, consenting, ends):
    guest = ends == "thirty minutes"
    with History(*([] if guest else [consenting])) as then:
        then.start("token-01").see("token-01", read).say("token-01", read).settle()
        if not guest:
            forget_person(customer.pk)

    told = list(EventRow.objects.filter(name__startswith="crm_sync.").values_list("payload", flat=True))
    assert len(told) == 2
    assert {(payload["journey"], payload["person_id"], payload.get("asker", False)) for payload in told} == {("", None, False)}
    rebuild()
    assert classes() == {"confirmed": 1}


def test_old_journeys_freeze_before_their_interactions_are_forgotten(read, consenting):
    with History(consenting) as then:
        then.start("token-01").see("token-01", read).settle()
        freeze(NOON + timedelta(days=1))

        (row,) = Journey.objects.all()
        assert (row.sealed, row.person_id, row.outcome) == (True, None, "presumed")
        assert not Interaction.objects.exists()

        rebuild()

    assert classes() == {"presumed": 1}


@pytest.mark.parametrize("event", ["consent", "anonymised"])
def test_who_no_longer_agrees_leaves_the_figures_and_takes_the_person_along(read, customer, consenting, event):
    from django.db import transaction

    from accounts.events import ConsentWithdrawn, PersonAnonymised
    from core.events import record

    with History(consenting) as then:
        then.start("token-01").see("token-01", read).say("token-01", read).settle()
        with transaction.atomic():
            record(ConsentWithdrawn(customer.pk, "analytics") if event == "consent" else PersonAnonymised(customer.pk))
        then.deliver()

    assert classes() == {"confirmed": 1}
    assert not any(model.objects.filter(person=customer).exists() for model in (Journey, Said, Interaction))
    rebuild()
    assert classes() == {"confirmed": 1}


def test_the_summary_costs_the_same_for_two_and_fifty_journeys(read, costs, django_assert_num_queries):
    def confirm(n, start):
        with History() as then:
            for index in range(n):
                then.see(f"token-{start + index:04}", read).say(f"token-{start + index:04}", read)

    confirm(2, 0)
    with django_assert_num_queries(2):
        assert summary(MONTH).confirmed == 2
    confirm(8, 100)
    with django_assert_num_queries(2):
        assert summary(MONTH).confirmed == 10
