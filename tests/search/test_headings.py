"""What is found says in which section it stands, and leads there: on the page, in boxes, in forms and for programs."""

import re

import pytest

from core.content import content
from core.viewer import GUEST
from kb.actions.propose_article import propose_article
from kb.models import ArticlePage, KnowledgeBasePage, TopicPage
from search.request import SearchRequest
from search.selectors import search, suggest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("built")]

TEXT = """Diez minutos, sin herramientas.

# Antes de empezar

Desenchufa la lavadora.

# La máquina <vibra>

## Al *centrifugar* & después

Nivela las patas con una llave.
"""


@pytest.fixture
def publish(regular):
    """``publish(text, lang="es")``: a guide for everybody."""

    def make(text=TEXT, title="Mantenimiento", lang="es", **facts):
        home = KnowledgeBasePage.objects.get(locale__language_code=lang)
        topic = TopicPage(title="Lavadoras", slug=f"lavadoras-{lang}", locale_id=home.locale_id, **facts)
        home.add_child(instance=topic)
        topic.save_revision().publish()
        guide = propose_article(regular, topic, title=title, summary="Cada mes", text=text)
        guide.get_latest_revision().publish()
        return ArticlePage.objects.get(pk=guide.pk)

    return make


def rewrite(guide, text):
    guide.body = [("markdown", text)]
    guide.save_revision().publish()


@pytest.fixture
def guide(publish, deliver_all):
    made = publish()
    deliver_all()
    return made


def test_a_result_says_its_section_and_leads_to_it(client, guide):
    page = client.get("/search/", {"q": "vibra centrifugado"}, headers={"accept-language": "es"}).text

    [link] = re.findall(r'<h3 class="row-title"><a href="([^"]+)">', page)
    path, _, anchor = link.partition("#")
    article = client.get(path.replace("&amp;", "&")).text

    assert anchor == "al-centrifugar-despues"
    assert f'id="{anchor}"' in article
    assert "La máquina &lt;<mark>vibra</mark>&gt; › Al <mark>centrifugar</mark> &amp; después" in page
    assert "Nivela las patas con una llave." in page


def test_programs_get_section_and_address(client, guide):
    for url in ("/api/v1/search/", "/api/v1/suggestions/"):
        [found] = client.get(url, {"q": "vibra centrifugado", "lang": ["es"]}).json()["results"]

        assert found["section"] == "La máquina <vibra> › Al centrifugar & después"
        assert found["url"] == f"http://testserver{guide.url}#al-centrifugar-despues"
        assert found["snippet"] == "Nivela las patas con una llave."


def test_boxes_and_forms_lead_to_the_section(client, guide):
    asked = {"q": "vibra centrifugar", "journey": "token-1234"}

    [told] = client.get("/search/complete/", asked, headers={"accept-language": "es"}).json()["results"]
    rows = client.get("/search/suggestions/", asked, headers={"accept-language": "es"}).text

    assert (told["section"], told["url"]) == ("La máquina <vibra> › Al centrifugar & después", f"{guide.url}#al-centrifugar-despues")
    assert f'href="{guide.url}?journey=token-1234#al-centrifugar-despues"' in rows
    assert "La máquina &lt;vibra&gt; › Al centrifugar &amp; después" in rows


def test_what_stands_before_all_headings_has_no_section(client, guide):
    [found] = client.get("/api/v1/search/", {"q": "herramientas"}).json()["results"]

    assert (found["section"], found["url"]) == ("", f"http://testserver{guide.url}")


def test_a_heading_that_was_changed_or_removed_a_moment_ago_is_not_shown(guide):
    def sections():
        [row] = search(SearchRequest(text="nivela patas"), GUEST).rows
        return row.section, row.anchor

    assert sections() == ("La máquina <vibra> › Al centrifugar & después", "al-centrifugar-despues")
    rewrite(guide, TEXT.replace("centrifugar", "lavar"))
    assert sections() == ("La máquina <vibra> › Al lavar & después", "al-lavar-despues")
    rewrite(guide, "Nivela las patas con una llave.")
    assert sections() == ("", "")


def test_sections_of_what_one_may_not_read_are_not_told(publish, deliver_all, regular):
    publish(audience="employees")
    deliver_all()

    assert search(SearchRequest(text="vibra centrifugar"), GUEST).rows == ()
    assert suggest("vibra centrifugar", regular) == []


@pytest.mark.parametrize(
    ("lang", "heading", "asked"),
    [
        ("es", "Cómo cambiar el filtro", "cambio de filtro"),
        ("pt", "Trocar as correias", "troca da correia"),
        ("en", "Changing belts", "change belt"),
    ],
)
def test_sections_are_found_in_three_languages(publish, deliver_all, lang, heading, asked):
    publish(f"Intro.\n\n# {heading}\n\nPaciencia 123.", "Manual", lang)
    deliver_all()

    [row] = search(SearchRequest(text=asked), GUEST).rows

    assert row.section == heading
    assert row.snippet_html == "Paciencia 123."


def test_of_short_sections_in_one_passage_the_one_that_was_asked_for_is_shown(publish, deliver_all):
    publish("\n\n".join(f"# {name}\n\nTexto sobre {name.lower()} y más." for name in ("Agua", "Puerta", "Motor", "Correa")))
    deliver_all()

    for name in ("Puerta", "Motor"):
        [row] = search(SearchRequest(text=name), GUEST).rows
        assert (row.section, row.passage) == (name, f"Texto sobre {name.lower()} y más.")


def test_sections_that_say_the_same_are_told_apart(publish, deliver_all):
    said = "Espera cinco minutos y vuelve a probar. " * 12
    publish("\n\n".join(f"# {name}\n\n{said}" for name in ("Agua", "Puerta", "Motor")))
    deliver_all()

    for name in ("Puerta", "Motor"):
        [row] = search(SearchRequest(text=f"{name} espera"), GUEST).rows
        assert row.section == name


def test_the_end_of_a_text_is_not_shown_for_its_brevity(publish, deliver_all):
    steps = "Gira el filtro a la izquierda. " + "Deja salir el agua y espera un poco. " * 7
    publish(f"# Paso a paso\n\n{steps}\n\n# Si vuelve\n\n{'Revisa la manguera y la toma. ' * 10}\n\nO es el filtro.")
    deliver_all()

    [row] = search(SearchRequest(text="filtro"), GUEST).rows

    assert row.section == "Paso a paso"
    assert row.passage.startswith("Gira el filtro")


def test_an_answer_with_headings_leads_to_the_answer(ask, answer, deliver_all):
    question = ask("La lavadora se mueve", "Mucho.")
    given = answer(question, "Dos pasos.\n\n# Las patas\n\nNivela con una llave.\n\n# La carga\n\nMenos ropa.")
    deliver_all()

    [row] = search(SearchRequest(text="llave para patas"), GUEST).rows

    assert (row.section, row.address) == ("Las patas", f"{question.get_absolute_url()}#answer-{given.pk}")


def test_each_room_cuts_what_it_shows_as_what_it_had_indexed(guide, ask, answer, deliver_all):
    question = ask("Dos", "# Uno\n\nTexto.\n\n## Dos\n\nMás.")
    given = answer(question, "# Tres\n\nOtro.")
    refs = [("kb.article", guide.pk), ("qa.question", question.pk), ("qa.answer", given.pk)]
    document = content["qa.question"].documents([question.pk])[question.pk]
    indexed = [*content["kb.article"].documents([guide.pk])[guide.pk].parts, *document.parts]

    shown = [part for ref in refs for part in content[ref[0]].parts(content[ref[0]].card(ref[1], GUEST))]

    assert [(part.ref, part.text, part.headings, part.anchor) for part in shown] == [
        (part.ref, part.text, part.headings, part.anchor) for part in indexed
    ]


def test_the_words_of_headings_explain_a_result(client, guide):
    [found] = client.get("/api/v1/search/", {"q": "vibra centrifugar"}, headers={"accept-language": "es"}).json()["results"]

    assert any("“vibra”" in said and "“centrifugar”" in said for said in found["why_text"])
