import json
import re
import shutil

import pytest
from django.conf import settings

from core import interactions
from core.models import Interaction
from forums.actions.start_topic import start_topic
from forums.models import Forum
from tests.support.payloads import hostile

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_shows_what_answers_kinds_apart_and_filters(client, ask, deliver_all):
    ask("La lavadora marca E04", tags=("lavadoras",), answers=("Limpia el filtro.",), accepted=0)
    ask("A lavadora marca E04", lang="pt")
    deliver_all()

    page = client.get("/search/", {"q": "lavadora E04"}, headers={"Accept-Language": "en"}).content.decode()

    assert "2 results" in page
    assert "Limpia el filtro." in page
    assert "<mark>lavadora</mark>" in page
    assert 'lang="pt"' in page
    for name in ("tag", "solved", "lang"):
        assert f'name="{name}"' in page


def test_only_questions_are_solved_or_not(client, ask, deliver_all, regular):
    ask("La bomba vibra", answers=("Limpia el filtro.",), accepted=0)
    ask("La bomba gotea")
    ask("La bomba no arranca")
    start_topic(Forum.objects.create(name="Charla", type=Forum.FORUM_POST), regular, title="Mi bomba y yo", body="Diez años.", lang="es")
    deliver_all()

    def shown(**filters):
        context = client.get("/search/", {"q": "bomba", **filters}).context
        facets = {facet["name"]: {option["value"]: option["count"] for option in facet["options"]} for facet in context["facets"]}
        return context["found"].total, facets.get("solved"), set(facets.get("kind", {}))

    assert shown() == (4, {"": 4, "1": 1, "0": 2}, {"qa.question", "forums.topic"})
    assert shown(solved="0") == (2, {"": None, "1": 1, "0": 2}, set())
    assert shown(solved="1") == (1, {"": None, "1": 1, "0": 2}, set())
    assert shown(solved="0", kind="qa.question") == (2, {"": 3, "1": 1, "0": 2}, {"qa.question"})
    assert shown(kind="qa.question")[:2] == (3, {"": 3, "1": 1, "0": 2})
    assert shown(kind="forums.topic")[:2] == (1, None)


def test_filters_and_pages_are_in_the_address(client, ask, deliver_all):
    for number in range(12):
        ask(f"Bomba {number}", lang="es" if number else "pt")
    deliver_all()

    first = client.get("/search/", {"q": "bomba", "journey": "token-1234"}).content.decode()
    second = client.get("/search/", {"q": "bomba", "page": "2"})
    filtered = client.get("/search/", {"q": "bomba", "lang": "pt", "journey": "token-1234"})

    assert "?q=bomba&amp;page=2&amp;journey=token-1234" in first
    assert len(second.context["rows"]) == 2
    assert [row["lang"] for row in filtered.context["rows"]] == ["pt"]
    assert filtered.context["clear_url"] == "?q=bomba&journey=token-1234"


def test_nothing_found_leads_to_asking_with_the_same_words(client, db):
    response = client.get("/search/", {"q": "algo & nunca visto"})
    page = response.content.decode()

    assert response.context["facets"] == []
    assert "/questions/ask/?title=algo+%26+nunca+visto" in page


def test_a_long_text_is_carried_on_to_where_it_fits(client, client_for, person):
    pasted = " ".join(f"zz{number}" for number in range(200))
    page = client.get("/search/", {"q": pasted})

    asking = client_for(person()).get(page.context["ask_url"]).context["form"].initial
    case = client_for(person()).get(page.context["support_url"]).context["form"].initial

    assert asking["body"] == case["description"] == pasted
    assert asking["title"].startswith("zz0 zz1")
    assert len(asking["title"]) <= 150


def test_each_result_carries_the_journey(client, ask, deliver_all):
    question = ask("Bomba")
    deliver_all()

    response = client.get("/search/", {"q": "bomba", "journey": "token-1234"})
    interactions.flush()

    assert f"{question.get_absolute_url()}?journey=token-1234" in response.content.decode()
    assert list(Interaction.objects.filter(journey="token-1234").order_by("pk").values_list("kind", flat=True)) == ["search", "impression"]


@pytest.mark.parametrize("form", ["ask", "support", ""])
def test_the_fragment_suggests_in_forms_and_under_the_box(client, ask, deliver_all, form):
    ask("La lavadora marca E04", answers=("Limpia el filtro.",), accepted=0)
    deliver_all()

    response = client.get("/search/suggestions/", {"q": "lavadora", "form": form, "journey": "token-1234"})
    empty = client.get("/search/suggestions/", {"q": "", "form": form})

    assert 'data-journey="token-1234"' in response.content.decode()
    assert "La lavadora marca E04" in response.content.decode()
    assert b"<html" not in response.content
    assert empty.status_code == 200


def test_a_forms_suggestions_begin_to_answer_before_they_are_opened(client, ask, deliver_all):
    ask("A lavadora marca E04", lang="pt", answers=("Limpe o filtro da bomba.",), accepted=0)
    deliver_all()

    shown = client.get(
        "/search/suggestions/", {"q": "lavadora marca E04", "form": "ask"}, headers={"Accept-Language": "es"}
    ).content.decode()
    summary = re.search(r"<summary>.*?</summary>", shown, re.DOTALL)[0]

    assert re.search(r'<span class="suggestion-title" lang="pt[^"]*">A lavadora', summary)
    assert re.search(r'<span class="suggestion-lines" aria-hidden="true" lang="pt[^"]*">Limpe o filtro', summary)
    assert re.search(r'<div class="prose" lang="pt[^"]*">', shown)
    assert not re.search(r"<details[^>]* lang=", shown)


@pytest.mark.parametrize("name", ["q", "title", "subject"])
def test_the_fragment_reads_the_fields_of_the_forms(client, ask, deliver_all, name):
    ask("La lavadora marca E04")
    deliver_all()

    assert client.get("/search/suggestions/", {name: "lavadora", "form": "ask"}).context["suggestions"]


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"}, {"page": "-1"}, {"page": "99999999999"}, {"page": "x"}, {"page": "²"}, {"sort": "x"}, {"solved": "x"}, {"kind": "x"},
        {"kind": "\x00"}, {"lang": "'"}, {"tag": ["x"] * 500}, {"journey": "<script>"}, {"q": "a" * 50_000}, {"q": "\x00"}, {"q": '"'},
    ],
)  # fmt: skip
def test_odd_addresses_are_no_errors(client, ask, deliver_all, query):
    ask("Bomba")
    deliver_all()

    for path in ("/search/", "/search/suggestions/"):
        response = client.get(path, {"q": "bomba"} | query)
        assert response.status_code == 200
        assert b"<script>" not in response.content


def test_without_an_index_the_page_says_so(client, ask, deliver_all):
    ask("Bomba")
    deliver_all()
    shutil.rmtree(settings.SEARCH_INDEX)

    for path in ("/search/", "/search/suggestions/"):
        assert client.get(path, {"q": "bomba"}).status_code == 200
    assert client.get("/search/", {"q": "bomba"}, headers={"Accept-Language": "en"}).context["found"].readiness == "missing"


def test_hostile_queries_are_answered_and_stay_text(client, ask, deliver_all, test_data):
    ask("La lavadora marca E04", "<script>alert(1)</script>")
    deliver_all()
    naughty = json.loads((test_data / "security" / "blns.json").read_text())
    payloads = [*naughty, *hostile(test_data)[::60]]

    for payload in payloads:
        text = payload.encode("utf-8", "replace").decode("utf-8", "replace")
        for path in ("/search/", "/search/suggestions/"):
            response = client.get(path, {"q": f"lavadora {text}"})
            assert response.status_code == 200, (path, payload)
    # what the page says of the question is text: one page with the worst of them, read as a browser does
    page = client.get("/search/", {"q": 'lavadora "><script>alert(1)</script><img src=x onerror=alert(1)>'}).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("rows", [2, 10])
def test_the_page_costs_the_same_for_few_and_many_rows(client, ask, deliver_all, rows, django_assert_num_queries):
    for number in range(10):
        ask(f"Lavadora {number} {'rara' if number < 2 else ''}", tags=("lavadoras",), answers=("Limpia la lavadora",), accepted=0)
    deliver_all()
    client.get("/search/", {"q": "rara"})

    with django_assert_num_queries(10):
        response = client.get("/search/", {"q": "rara" if rows == 2 else "lavadora"})

    assert len(response.context["rows"]) == rows


@pytest.mark.parametrize("lang, said", [("es", "¿Quisiste decir"), ("pt", "Você quis dizer"), ("en", "Did you mean")])
def test_the_page_offers_another_word_and_does_not_say_that_it_searched_for_it(client, ask, deliver_all, lang, said):
    right, other = {"es": ("ruido", "rudo"), "pt": ("barulho", "baralho"), "en": ("printer", "pointer")}[lang]
    ask(f"Thema {other}", lang=lang)
    deliver_all()

    shown = client.get("/search/", {"q": right}, headers={"Accept-Language": lang}).content.decode()
    main = shown[shown.index("<main") :]

    assert said in main
    assert re.search(rf'href="[^"]*[?]q={other}[^"]*"><b>{other}</b></a>[?]</p>', main)
    assert "question-row" not in main
