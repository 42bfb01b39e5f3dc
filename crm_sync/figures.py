"""The deflection figures, provided to the insights pages with the journeys that prove them."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.content import Card, content
from core.ports import figures
from core.ports.figures import Evidence, EvidenceOf, Figure, Part, Period, Row
from core.shares import Share
from core.templatetags.ui import money as money_text
from core.viewer import Viewer
from crm_sync.deflection import Summary, cells_in, journeys_in, rate_of, summary, value_of
from crm_sync.evidence import Step, steps_of
from crm_sync.journeys import DEFINITION
from crm_sync.models import CostRate, Journey

Class = Journey.Class

MEANINGS = {
    Class.CONFIRMED: gettext_lazy("The person read it, said it answered, and need not contact support any more."),
    Class.PRESUMED: gettext_lazy("A known person began a form, read a suggestion, left, and has no case within 14 days."),
    Class.DIRECT: gettext_lazy("Somebody else solved the question, and its asker has no case within 14 days."),
    Class.SELF_SOLVED: gettext_lazy("The asker accepted an answer of their own."),
    Class.FAILED: gettext_lazy("They read a suggestion and opened a case on the same matter within 14 days."),
    Class.OTHER_CASE: gettext_lazy("They read a suggestion and opened a case on another matter."),
    Class.UNKNOWN: gettext_lazy("Everything else: nothing is claimed of it."),
}


DEFINITIONS = {
    "confirmed": gettext_lazy(
        "Journeys in which a person read something, said that it answered, and said that they would otherwise have contacted "
        "support. A journey counts once."
    ),
    "rate": gettext_lazy(
        "Confirmed journeys that began a form, of all journeys that began a form (ask or support). Presumed ones are not in it. "
        "The interval is Wilson's, 95 %."
    ),
    "cost_avoided": gettext_lazy(
        "Confirmed journeys by the loaded cost of a case on their day, less the cost of those who contacted support on the same "
        "matter all the same, less the programme's own cost."
    ),
    "cash": gettext_lazy(
        "Confirmed journeys by the marginal cost of a case by the share of it that is really no longer spent, less the "
        "programme's own cost. Finance sets that share; while it is 0, cash is 0."
    ),
    "direct": gettext_lazy(
        "Questions solved by somebody else, without a case within 14 days, by the share of askers who said that they would "
        "otherwise have contacted support. Never added to the confirmed ones."
    ),
    "classes": gettext_lazy("Every journey has exactly one class, the first that fits."),
}


def provide() -> None:
    """Make the figures known to `core.ports.figures`."""
    figures.provide(
        "crm_sync",
        _all,
        {
            "deflection.confirmed": _evidence_of(Class.CONFIRMED),
            "deflection.rate": _forms,
            "deflection.cost_avoided": _evidence_of(Class.CONFIRMED),
            "deflection.cash": _evidence_of(Class.CONFIRMED),
            "deflection.direct": _evidence_of(Class.DIRECT),
            "deflection.classes": _everything,
        },
        {"deflection.rate": _rates},
    )


def _all(period: Period) -> dict[str, Figure]:
    found = summary(period)
    made = (_confirmed(found), _rate(found.rate), _cost_avoided(found), _cash(found), _direct(found), _classes(found))
    return {figure.name: figure for figure in made}


def _rates(periods: Sequence[Period]) -> list[Figure]:
    """The rate of each period: one query for all."""
    cells = cells_in(Period(min(period.first for period in periods), max(period.last for period in periods)))
    return [_rate(rate_of(cell for cell in cells if period.first <= cell.day <= period.last)) for period in periods]


def _confirmed(found: Summary) -> Figure:
    return Figure(
        name="deflection.confirmed",
        label=_("Contacts avoided, confirmed"),
        value=found.confirmed,
        unit="count",
        n=sum(found.classes.values()),
        definition=_defined("confirmed"),
        note=_("Of %(n)s journeys.") % {"n": sum(found.classes.values())},
    )


def _rate(rate: Share) -> Figure:
    return Figure(
        name="deflection.rate",
        label=_("Deflection rate"),
        value=rate.value,
        unit="share",
        n=rate.n,
        low=rate.low,
        high=rate.high,
        definition=_defined("rate"),
    )


def _cost_avoided(found: Summary) -> Figure:
    return Figure(
        name="deflection.cost_avoided",
        label=_("Cost avoided, net"),
        value=found.money.cost_avoided,
        unit="money",
        currency=found.money.currency,
        n=found.confirmed,
        definition=_defined("cost_avoided"),
        note=_money_note(found) if found.money.cost_avoided is not None else _("No cost per case is set for these days."),
    )


def _cash(found: Summary) -> Figure:
    return Figure(
        name="deflection.cash",
        label=_("Cash, net"),
        value=found.money.cash,
        unit="money",
        currency=found.money.currency,
        n=found.confirmed,
        definition=_defined("cash"),
    )


def _direct(found: Summary) -> Figure:
    return Figure(
        name="deflection.direct",
        label=_("Direct, weighted"),
        value=found.direct_weighted,
        unit="count",
        n=found.asker_share.n,
        enough=found.asker_share.n >= figures.MINIMUM_N,
        definition=_defined("direct"),
        note=_("%(n)s questions before weighting.") % {"n": found.classes[Class.DIRECT]},
    )


def _classes(found: Summary) -> Figure:
    total = sum(found.classes.values())
    return Figure(
        name="deflection.classes",
        label=_("Journeys by class"),
        value=total,
        unit="count",
        n=total,
        definition=_defined("classes"),
        parts=tuple(Part(value, label, found.classes[value], MEANINGS[Class(value)]) for value, label in Class.choices),
    )


def _defined(name: str) -> str:
    return f"{DEFINITIONS[name]} " + _("Definition %(version)s.") % {"version": DEFINITION}


def _money_note(found: Summary) -> str:
    """What was taken off, when something was."""
    money = found.money
    if money.gross is None or not (money.programme or money.recontacts):
        return ""

    def amount(value: Decimal) -> str:
        return money_text(value, money.currency)

    return _("%(gross)s, less %(programme)s for the programme and %(back)s for %(n)s who came back.") % {
        "gross": amount(money.gross),
        "programme": amount(money.programme),
        "back": amount(money.recontacts),
        "n": found.recontacted,
    }


def _evidence_of(outcome: str) -> EvidenceOf:
    return lambda period, viewer: _rows(journeys_in(period).filter(outcome=outcome), viewer)


def _forms(period: Period, viewer: Viewer) -> Evidence:
    return _rows(journeys_in(period).filter(form_started=True), viewer)


def _everything(period: Period, viewer: Viewer) -> Evidence:
    return _rows(journeys_in(period), viewer)


COLUMNS = (
    gettext_lazy("Journey"),
    gettext_lazy("Began"),
    gettext_lazy("Class"),
    gettext_lazy("Searched or typed"),
    gettext_lazy("Read"),
    gettext_lazy("Said"),
    gettext_lazy("Worth"),
)


def _rows(journeys: QuerySet[Journey], viewer: Viewer) -> Evidence:
    def load(start: int, stop: int) -> list[Row]:
        page = list(journeys.order_by("-started_at", "-id")[start:stop])
        steps, rates = steps_of(page), list(CostRate.objects.order_by("valid_from"))
        cards = content.cards({ref for journey in page for ref in _refs(journey)}, viewer)
        return [_row(journey, steps[journey.pk], cards, rates) for journey in page]

    return Evidence(COLUMNS, journeys.count(), load)


def _row(journey: Journey, steps: Sequence[Step], cards: dict[tuple[str, int], Card], rates: list[CostRate]) -> Row:
    searched = [step.query for step in steps if step.query]
    read = [cards[ref].title for ref in _refs(journey) if ref in cards]
    value = value_of(journey, rates)
    cells = (
        journey.number,
        timezone.localtime(journey.started_at),
        journey.get_outcome_display(),
        searched[-1] if searched else (_("not kept") if journey.sealed else ""),
        "; ".join(read[:3]),
        _said(journey),
        value,
    )
    return Row(cells, reverse("crm_sync:journey", args=[journey.pk]))


def _said(journey: Journey) -> str:
    facts = journey.facts
    said = {
        (True, True): _("It answered, and I would have contacted support."),
        (True, False): _("It answered; I would not have contacted support."),
        (True, None): _("It answered."),
    }.get((facts["answered"], facts["would_have_contacted"]), "")
    if facts["answered"] is False:
        said = _("It did not answer.")
    return f"{said} {_('Then came back with a case.')}" if journey.recontacted else said


def _refs(journey: Journey) -> list[tuple[str, int]]:
    return [(kind, int(number)) for kind, _sep, number in (ref.rpartition(":") for ref in journey.facts.get("refs", []))]
