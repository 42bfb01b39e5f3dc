"""Suggestion rules: when they hold, and what people then see."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from core.content import content
from core.models import Interaction
from core.ports import suggester
from core.viewer import GUEST, HOUSE, Viewer
from search import hits
from search.actions.rules import delete_rule, move_rule, save_rule, switch_rule
from search.explaining import sentences
from search.models import RuleChange, RuleHits, SuggestionRule
from search.request import SearchRequest
from search.rules import Asking, Rule
from search.selectors import consult, search

MEMBER = Viewer(user_id=5, roles=frozenset({"member"}), trust=1)
EXPERT = Viewer(user_id=6, roles=frozenset({"member", "expert"}), trust=3)
AGENT = Viewer(user_id=7, roles=frozenset({"member", "agent"}), trust=4)


def holds(text="la lavadora no enciende", *, viewer=GUEST, lang="es", chosen=(), **facts):
    return Rule.of(SuggestionRule(name="r", **facts)).holds(Asking(text, viewer, lang, frozenset(chosen)))


@pytest.mark.parametrize(
    "phrases, text, held",
    [
        (["no enciende"], "La LAVADORA no enciende", True),
        (["no enciende"], "la lavadora enciende bien", False),
        (["configuración"], "configuracion de la red", True),
        (["lavadora"], "tengo dos lavadoras", True),
        (["E04"], "me sale error e-04", True),
        (["wi-fi"], "el wifi se cae", True),
        (["wifi"], "el Wi-Fi se cae", True),
        (["red inalámbrica"], "la red es inalámbrica", False),
        (["red inalámbrica"], "Las redes inalámbricas", True),
        (["bomba", "filtro"], "el filtro", True),
        ([], "lo que sea", True),
        (["de la"], "sobre la de", False),
        (["mucho ruido"], "hace muchos ruidos", True),
        (["comida"], "¿cómo se limpia?", False),
        (["comida"], "sobró de la comida", True),
    ],
)
def test_words_are_compared_as_search_compares_them(phrases, text, held):
    assert holds(text, phrases=phrases) is held


def test_a_text_in_another_language_than_the_readers_is_analysed_in_its_own():
    assert holds("the machines are not working in the kitchen", phrases=["machine"], lang="es")


@pytest.mark.parametrize(
    "facts, asked, held",
    [
        ({"phrases": ["bomba", "filtro"], "matching": "all"}, {"text": "el filtro"}, False),
        ({"phrases": ["bomba", "filtro"], "matching": "all"}, {"text": "el filtro de la bomba"}, True),
        ({"tags": ["Lavadoras", "secadoras"]}, {"chosen": ("lavadoras",)}, True),
        ({"tags": ["lavadoras"]}, {"chosen": ("hornos",)}, False),
        ({"languages": ["pt"]}, {"lang": "es"}, False),
        ({"languages": ["pt", "es"]}, {"lang": "pt-BR"}, True),
        ({"audiences": ["guest"]}, {"viewer": GUEST}, True),
        ({"audiences": ["guest"]}, {"viewer": MEMBER}, False),
        ({"audiences": ["member"]}, {"viewer": AGENT}, False),
        ({"audiences": ["expert"]}, {"viewer": EXPERT}, True),
        ({"audiences": ["member"]}, {"viewer": EXPERT}, True),
        ({"audiences": ["staff"]}, {"viewer": AGENT}, True),
        ({"min_trust": 2}, {"viewer": MEMBER}, False),
        ({"max_trust": 1}, {"viewer": EXPERT}, False),
        ({"starts_at": timezone.now() + timedelta(hours=1)}, {}, False),
        ({"ends_at": timezone.now() - timedelta(hours=1)}, {}, False),
        ({"starts_at": timezone.now() - timedelta(hours=1), "ends_at": timezone.now() + timedelta(hours=1)}, {}, True),
    ],
)
def test_all_conditions_must_hold(facts, asked, held):
    assert holds(**asked, **facts) is held


def test_a_long_pasted_text_costs_no_more_than_its_length():
    text = "la lavadora hace ruido y no sé por qué. " * 500 + "sale el error E04"

    assert holds(text, phrases=["E04"])


db = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_hits():
    hits._counted.clear()


@pytest.fixture
def rule(db):
    """``rule(phrases=["ruido"], pins=[…])``: a rule in use, made by nobody."""
    return lambda **facts: save_rule(SuggestionRule(), HOUSE, {"name": "Una regla", **facts})


@db
def test_a_pin_comes_first_with_the_passage_that_answers(ask, deliver_all, rule):
    ask("Lavadora con ruido", "Hace ruido al girar y mucho ruido")
    pinned = ask("Nivelar las patas", "¿Cómo?", answers=("Gira cada pata hasta que no baile.",), accepted=0)
    deliver_all()
    rule(phrases=["ruido"], pins=[f"qa.question:{pinned.pk}"])

    first = consult("lavadora con ruido", GUEST, surface="ask").suggestions[0]

    assert (first.id, first.passage) == (pinned.pk, "Gira cada pata hasta que no baile.")
    assert any(why.partition(":")[0] == "rule" for why in first.why)
    assert search(SearchRequest(text="lavadora ruido"), GUEST).rows[0].card.id == pinned.pk


@db
def test_a_pin_is_not_shown_twice_nor_on_later_pages(ask, deliver_all, rule):
    questions = [ask(f"Lavadora {number}") for number in range(12)]
    deliver_all()
    rule(phrases=["lavadora"], pins=[f"qa.question:{questions[0].pk}"])

    pages = [[row.card.id for row in search(SearchRequest(text="lavadora", offset=offset), GUEST).rows] for offset in (0, 10)]

    assert pages[0][0] == questions[0].pk
    assert sorted(pages[0] + pages[1]) == sorted(question.pk for question in questions)


@db
@pytest.mark.parametrize("state", ["held", "hidden"])
def test_a_pin_never_leaks(ask, deliver_all, rule, state):
    ask("Lavadora con ruido")
    secret = ask("Receta de zarzamora", "Lleva zarzamora")
    deliver_all()
    rule(phrases=["ruido"], pins=[f"qa.question:{secret.pk}"])
    if state == "held":
        content["qa.question"].hold(secret.pk, HOUSE)
    else:
        content["qa.question"].hide(secret.pk, HOUSE, "test")

    for _ in ("before the index knows", "after"):
        assert [s.id for s in consult("ruido", GUEST, surface="ask").suggestions] != []
        assert secret.pk not in [s.id for s in consult("ruido", GUEST, surface="ask").suggestions]
        results = search(SearchRequest(text="ruido", facets=True), GUEST)
        assert (len(results.rows), results.total) == (1, 1)
        deliver_all()


@db
def test_a_filter_is_stronger_than_a_pin(ask, deliver_all, rule):
    ask("Lavadora con ruido", lang="es")
    pinned = ask("Nivelar as pernas", lang="pt")
    deliver_all()
    rule(phrases=["ruido"], pins=[f"qa.question:{pinned.pk}"])

    found = search(SearchRequest(text="ruido", langs=("es",)), GUEST)

    assert pinned.pk not in [row.card.id for row in found.rows]


@db
def test_what_is_gone_is_pinned_no_more(ask, deliver_all, rule):
    ask("Lavadora con ruido")
    deliver_all()
    rule(phrases=["ruido"], pins=["qa.question:999999", "kb.article:999999", "none.such:1"])

    assert len(consult("ruido", GUEST, surface="ask").suggestions) == 1


@db
@pytest.mark.parametrize("written", ["guía-oficial", "Guia oficial", " GUÍA OFICIAL"])
def test_a_raised_tag_overtakes(ask, deliver_all, rule, written):
    ask("Lavadora con ruido", "La lavadora hace ruido y más ruido")
    raised = ask("Una lavadora con algo de ruido en la cocina", tags=("guía-oficial",))
    deliver_all()
    assert consult("lavadora ruido", GUEST, surface="ask").suggestions[0].id != raised.pk

    rule(phrases=["ruido"], raises="tag", raised=written, raised_by=2.5)

    assert consult("lavadora ruido", GUEST, surface="ask").suggestions[0].id == raised.pk


@db
def test_what_a_rule_lowers_is_not_put_forward(ask, deliver_all, rule):
    ask("Lavadora con ruido", tags=("archivo",))
    deliver_all()
    rule(phrases=["ruido"], raises="tag", raised="archivo", raised_by=0.5)

    [found] = consult("lavadora ruido", GUEST, surface="ask").suggestions

    assert "rule" not in found.why
    assert "lowered" in found.why
    with translation.override("en"):
        assert any("behind" in said for said in sentences(found.why))


@db
def test_advice_in_the_order_of_the_rules(rule):
    rule(phrases=["gas"], banner={"es": "Cierra la llave.", "pt": "Feche a torneira."}, offer="case", asks_version=True)
    rule(
        phrases=["gas"],
        expert_tag="calderas",
        offer="chat",
        chat_url="https://chat.example/",
        pins=[{"title": "111", "url": "https://e.example/"}],
    )

    advice = consult("huele a gas", GUEST, surface="ask").advice
    portuguese = consult("huele a gas", GUEST, surface="ask", lang="pt").advice

    assert advice.banners == (suggester.Banner("Cierra la llave.", "es"),)
    assert portuguese.banners == (suggester.Banner("Feche a torneira.", "pt"),)
    assert (advice.experts, advice.asks_version, advice.offers_case, advice.chat_url) == (
        ("calderas",),
        True,
        True,
        "https://chat.example/",
    )
    assert advice.links == (suggester.Link("111", "https://e.example/"),)
    assert not consult("huele a quemado", GUEST, surface="ask").advice
    assert not consult("huele a gas", GUEST).advice, "what is no surface asks no rule"


@db
def test_a_change_holds_at_once_and_costs_no_query_per_question(ask, deliver_all, rule, django_assert_max_num_queries):
    ask("Lavadora con ruido")
    deliver_all()
    made = rule(phrases=["ruido"], banner={"es": "Hola"})
    assert consult("ruido", GUEST, surface="ask").advice

    switch_rule(made, HOUSE, on=False)
    assert not consult("ruido", GUEST, surface="ask").advice
    switch_rule(made, HOUSE, on=True)
    assert consult("ruido", GUEST, surface="ask").advice
    with django_assert_max_num_queries(5):
        consult("ruido", GUEST, surface="ask")


@db
@pytest.mark.parametrize("rules", [1, 30])
def test_the_same_queries_for_one_rule_and_for_thirty(ask, deliver_all, rule, rules, django_assert_num_queries):
    pins = [f"qa.question:{ask(f'Patas {number}').pk}" for number in range(3)]
    ask("Lavadora con ruido")
    deliver_all()
    for number in range(rules):
        rule(name=f"R{number}", phrases=["ruido"], pins=pins, banner={"es": f"Línea {number}"})
    consult("ruido", GUEST, surface="ask", quiet=True)

    with django_assert_num_queries(queries_of_pins(GUEST)):
        assert len(consult("ruido", GUEST, surface="ask").suggestions) == 4


def queries_of_pins(viewer):
    """What a question with pins costs, whatever their number: measured once with the rules there are."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        consult("ruido", viewer, surface="ask", quiet=True)
    assert len(captured) <= 8
    return len(captured)


@db
def test_hits_are_counted_without_a_row_per_question(ask, deliver_all, rule):
    ask("Lavadora con ruido")
    deliver_all()
    made, other = rule(phrases=["ruido"], banner={"es": "Hola"}), rule(phrases=["humo"], banner={"es": "¡Sal!"})

    for _ in range(3):
        consult("ruido", GUEST, surface="ask")
    consult("ruido", GUEST, surface="ask", quiet=True)
    consult("ruido", GUEST)
    assert hits.recent()[made.pk] == 3
    assert not RuleHits.objects.exists()

    hits.flush()
    consult("ruido", GUEST, surface="ask")
    hits.flush()
    hits.flush()

    assert list(RuleHits.objects.values_list("rule", "count")) == [(made.pk, 4)]
    assert other.pk not in hits.recent()
    assert not Interaction.objects.filter(ref_kind="search.rule").exists()


@db
def test_hits_of_a_rule_that_is_gone_are_dropped(rule):
    made = rule(phrases=["ruido"], banner={"es": "Hola"})
    consult("ruido", GUEST, surface="ask")
    delete_rule(made, HOUSE)

    hits.flush()

    assert hits.recent() == {}


@db
def test_every_change_is_kept_with_who_and_from_what_to_what(rule, person, viewer):
    boss = viewer(person(roles=("manager",)))
    made = save_rule(SuggestionRule(), boss, {"name": "Gas", "phrases": ["gas"], "banner": {"es": "Cierra"}})
    save_rule(made, boss, {"phrases": ["gas", "humo"]})
    save_rule(made, boss, {"phrases": ["gas", "humo"]})
    rule(name="Otra", banner={"es": "x"})
    move_rule(made, boss, up=True)
    move_rule(made, boss, up=False)
    switch_rule(made, boss, on=False)
    number = made.pk
    delete_rule(made, boss)

    changes = RuleChange.objects.filter(subject="rule", subject_id=number).order_by("pk")
    assert [change.action for change in changes] == ["made", "changed", "moved", "off", "deleted"]
    assert {change.by_id for change in changes} == {boss.user_id}
    assert (changes[1].before["phrases"], changes[1].after["phrases"]) == (["gas"], ["gas", "humo"])
    assert (changes[2].before, changes[2].after) == ({"position": 1}, {"position": 2})
    assert changes[4].before["banner"] == {"es": "Cierra"}
