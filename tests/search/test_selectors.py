from dataclasses import replace

import pytest

from core import interactions
from core.content import content
from core.models import Delivery, Interaction
from core.ports import suggester
from core.viewer import GUEST, HOUSE
from qa.actions.edit import edit_answer
from qa.models import Question, Visibility
from search.request import SearchRequest
from search.selectors import search, suggest
from search.snippets import Marks, snippet
from tests.support.payloads import active

pytestmark = pytest.mark.django_db(transaction=True)


def asked(text, viewer=GUEST, **options):
    return search(SearchRequest(text=text, facets=True, **options), viewer)


@pytest.fixture
def held(ask, person, viewer, deliver_all):
    """A question that waits for review, with its asker."""
    asker = viewer(person(trust=3))
    question = ask("Pregunta con palabra zarzamora", by=asker, tags=("frutas",))
    content["qa.question"].hold(question.pk, HOUSE)
    deliver_all()
    return question, asker


def test_pending_content_is_for_its_author_and_staff(held, regular, person, viewer):
    question, asker = held
    staff = viewer(person(), is_staff=True)

    for allowed in (asker, staff):
        assert [row.card.id for row in asked("zarzamora", allowed).rows] == [question.pk]
        assert [suggestion.id for suggestion in suggest("zarzamora", allowed)] == [question.pk]
    for refused in (GUEST, regular):
        results = asked("zarzamora", refused)
        assert (results.rows, results.total, results.meant) == ((), 0, "")
        assert not any(results.facets.values())
        assert suggest("zarzamora", refused) == []


def test_what_was_just_hidden_leaks_nothing_before_the_index_knows(ask, deliver_all):
    question = ask("Secreto de la mermelada", "Lleva zarzamora")
    deliver_all()

    Question.objects.filter(pk=question.pk).update(visibility=Visibility.HIDDEN)

    results = asked("mermelada")
    assert (results.rows, results.total) == ((), 0)
    assert suggest("mermelada", GUEST) == []


def test_a_just_hidden_answer_is_no_snippet(ask, deliver_all):
    question = ask("Secreto de la mermelada", "¿Cuál es?", answers=("Lleva zarzamora y mermelada de casa",))
    deliver_all()

    question.answers.update(visibility=Visibility.HIDDEN)

    [row] = asked("mermelada").rows
    assert "zarzamora" not in row.snippet_html
    assert "zarzamora" not in row.passage


def test_a_just_edited_answer_shows_its_new_words(ask, regular, deliver_all):
    question = ask("Secreto de la mermelada", "¿Cuál es?", answers=("Lleva zarzamora y mermelada de casa",))
    deliver_all()

    edit_answer(question.answers.get(), regular, body="La mermelada lleva higos")
    Delivery.objects.all().delete()

    [row] = asked("mermelada").rows
    assert row.passage == "La mermelada lleva higos"


def test_a_solved_question_answers_with_its_accepted_answer(ask, deliver_all):
    ask(
        "La lavadora marca E04",
        "Marca E04 y no saca el agua. " * 10,
        answers=("E04 E04 E04, a mí también la lavadora", "Limpia el filtro de la bomba."),
        accepted=1,
    )
    deliver_all()

    [row] = asked("lavadora E04").rows
    [suggestion] = suggest("lavadora E04", GUEST)

    assert row.passage == "Limpia el filtro de la bomba."
    assert suggestion.passage == row.passage
    assert "Limpia el filtro" in suggestion.answer_html
    assert suggestion.why == ("words:lavadora,E04", "solved")


def test_a_short_reply_that_says_nothing_is_no_snippet(ask, deliver_all):
    ask("La lavadora marca E04", "La lavadora marca E04 y no desagua, aunque ya limpié el filtro.", answers=("Aquí van las fotos.",))
    deliver_all()

    assert "no desagua" in asked("lavadora E04").rows[0].passage


def test_highlights_mark_words_in_other_forms_and_break_no_html(ask, deliver_all):
    ask("<b>Lavadoras</b> & <script>alert(1)</script>", "Configuración <img src=x onerror=alert(1)> de lavadoras", tags=())
    deliver_all()

    [row] = asked("configuracion lavadora").rows

    assert "<mark>Lavadoras</mark>" in row.title_html
    assert "<mark>Configuración</mark>" in row.snippet_html
    assert not active(row.title_html)
    assert not active(row.snippet_html)


def test_says_what_was_meant(ask, deliver_all):
    ask("Lavadora con ruido")
    deliver_all()

    assert asked("labadora ruido").meant == "lavadora ruido"
    assert asked("lavadora ruido").meant == ""


def test_other_languages_follow_and_are_marked(ask, deliver_all):
    own = ask("Router reset", "Router reset ahora", lang="es")
    other = ask("Router reset", "Router reset agora", lang="pt")
    deliver_all()

    found = suggest("router reset", replace(GUEST, language="es"))

    assert [(suggestion.id, "other_language:pt" in suggestion.why) for suggestion in found] == [(own.pk, False), (other.pk, True)]


def test_what_shares_a_common_word_alone_is_not_suggested(ask, deliver_all):
    fitting = ask("El módulo zeppelin no arranca en la cocina")
    for number in range(8):
        ask(f"La cocina número {number}", "Se vende cocina")
    deliver_all()

    assert [suggestion.id for suggestion in suggest("módulo zeppelin cocina", GUEST)] == [fitting.pk]


def test_the_port_gives_the_same_suggestions(ask, deliver_all):
    question = ask("Lavadora con ruido")
    deliver_all()

    assert [s.key for s in suggester.suggest("ruido lavadora", GUEST)] == [f"qa.question:{question.pk}"]
    assert suggester.suggest("ruido lavadora", GUEST, exclude=(f"qa.question:{question.pk}",)) == []


def test_suggestions_leave_a_trace_with_their_journey(ask, deliver_all):
    question = ask("Lavadora con ruido")
    deliver_all()

    suggest("lavadora", GUEST, journey="token-1234", surface="ask")
    interactions.flush()

    rows = Interaction.objects.order_by("pk").values_list("kind", "journey", "ref_id", "results", "surface", "query__text", "position")
    assert list(rows) == [
        ("search", "token-1234", None, 1, "ask", "lavadora", None),
        ("impression", "token-1234", question.pk, None, "ask", "lavadora", 1),
    ]


@pytest.mark.parametrize("viewer_of_rows", ["guest", "member"])
def test_costs_the_same_for_2_and_for_50_rows(ask, deliver_all, regular, viewer_of_rows, django_assert_num_queries):
    looking = GUEST if viewer_of_rows == "guest" else regular
    for number in range(50):
        ask(f"Lavadora {number} {'rara' if number < 2 else ''}", tags=("lavadoras",), answers=("Limpia la lavadora",), accepted=0)
    deliver_all()
    asked("rules and synonyms are read once a process", looking)

    for text, rows in (("rara", 2), ("lavadora", 50)):
        with django_assert_num_queries(5):
            assert len(asked(text, looking, limit=50).rows) == rows
        with django_assert_num_queries(5):
            assert len(suggest(text, looking, limit=50)) == rows


@pytest.mark.parametrize("length", [10_000, 100_000])
def test_a_pasted_mail_is_answered(ask, deliver_all, length):
    question = ask("El módulo zeppelin no arranca", "Falla al arrancar")
    ask("Otra cosa")
    deliver_all()
    mail = ("Buenos días, escribo porque desde ayer tengo un problema con mi equipo. " * 2000)[
        : length - 40
    ] + " el módulo zeppelin no arranca"

    found = suggest(mail[-length:], GUEST)

    if length <= 20_000:
        assert found[0].id == question.pk


@pytest.mark.parametrize(
    "point, shown",
    [(". ", "… Cierra la tapa y pon el ciclo"), (" porque ", "… pon el ciclo Enjuagar y zarzamora")],
    ids=["its sentence", "no sentence near"],
)
def test_a_late_match_is_shown_from_where_its_sentence_begins(point, shown):
    before = f"Primero un párrafo largo que dice muchas cosas y no llega nunca al punto que importa{point}"
    text = f"{before}Cierra la tapa y pon el ciclo Enjuagar y zarzamora, que dura seis minutos y gasta nueve litros de agua."
    marks = Marks(frozenset({"es:zarzamor"}), frozenset())

    assert snippet(text, "es", marks).replace("<mark>", "").startswith(shown)


@pytest.mark.parametrize(
    "lang, right, other, mistyped",
    [("es", "ruido", "rudo", "rudoo"), ("pt", "barulho", "baralho", "barallho"), ("en", "printer", "pointer", "pointerr")],
)
def test_a_right_word_that_nothing_holds_is_offered_another_not_given_it(ask, deliver_all, lang, right, other, mistyped):
    ask(f"Thema {other}", lang=lang)
    deliver_all()

    found = search(SearchRequest(text=right, prefer=lang), GUEST)

    assert (found.rows, found.meant, found.offered) == ((), "", other)
    assert search(SearchRequest(text=mistyped, prefer=lang), GUEST).meant == other


def test_nothing_is_offered_where_the_other_words_find_enough(ask, deliver_all):
    for number in range(3):
        ask(f"The pointer of machine {number}", lang="en")
    deliver_all()

    found = search(SearchRequest(text="machine printer", prefer="en"), GUEST)

    assert (found.total, found.meant, found.offered) == (3, "", "")


def test_a_right_word_finds_other_forms_of_itself(ask, deliver_all):
    ask("Five percent of it", lang="en")
    deliver_all()

    found = search(SearchRequest(text="percentage", prefer="en"), GUEST)

    assert ([row.card.title for row in found.rows], found.meant, found.offered) == (["Five percent of it"], "percent", "")


def test_a_right_word_is_searched_by_its_synonyms(ask, deliver_all):
    from core.viewer import HOUSE
    from search.actions.synonyms import add_synonym

    ask("The machine makes a sound", lang="en")
    ask("A nose", lang="en")
    add_synonym("en", "noise, sound", HOUSE)
    deliver_all()

    found = search(SearchRequest(text="noise", prefer="en"), GUEST)

    assert [row.card.title for row in found.rows] == ["The machine makes a sound"]
    assert (found.meant, found.offered) == ("", "")
