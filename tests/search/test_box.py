"""What the box asks for while one types, what browsers ask for, and searches as feeds."""

import json
from xml.etree import ElementTree

import pytest

from core.content import content
from core.models import Interaction
from core.viewer import HOUSE
from search.actions.rules import save_rule
from search.models import SuggestionRule
from tests.support.payloads import active

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("built")]


def test_the_box_gets_titles_with_kind_and_state_and_one_journey(client, ask, deliver_all):
    ask("La lavadora marca E04", answers=("Limpia el filtro.",), accepted=0)
    deliver_all()

    told = client.get("/search/complete/", {"q": "lavad", "journey": "token-1234"}, headers={"accept-language": "en"})

    [found] = told.json()["results"]
    assert (found["title"], found["kind"], found["state"]) == ("La lavadora marca E04", "Question", "Solved")
    assert told.json()["journey"] == "token-1234"
    assert "no-store" in told["Cache-Control"]
    for odd in ("", "\x00", "a" * 5_000, '"'):
        assert client.get("/search/complete/", {"q": odd}).status_code == 200


def test_the_box_shows_the_passage_that_answers_and_marks_another_language(client, ask, deliver_all):
    ask("A máquina vibra & anda", answers=("Aperte os pés <b>da máquina</b> até parar.",), accepted=0, lang="pt")
    deliver_all()

    [found] = client.get("/search/complete/", {"q": "máquina vibra"}, headers={"accept-language": "es"}).json()["results"]

    assert "".join(found["passage"]) == "Aperte os pés <b>da máquina</b> até parar."
    assert found["passage"][1::2] == ["máquina"]
    assert (found["language"], found["solved"]) == ("Portugués", True)
    assert client.get("/search/complete/", {"q": "máquina vibra"}, headers={"accept-language": "pt"}).json()["results"][0]["language"] == ""


def test_what_managers_say_stands_with_every_box(client, ask, deliver_all):
    pinned = ask("La campaña")
    deliver_all()
    pins = [f"qa.question:{pinned.pk}", {"title": "Estado", "url": "https://estado.test/"}]
    facts = {"name": "V", "phrases": ["vibra"], "pins": pins, "banner": {"es": "Hay una campaña."}}
    save_rule(SuggestionRule(), HOUSE, {**facts, "expert_tag": "ruido", "offer": "case"})

    said = client.get("/search/complete/", {"q": "vibra & anda"}, headers={"accept-language": "es"}).json()
    rows = client.get("/search/suggestions/", {"q": "vibra & anda"}, headers={"accept-language": "es"}).text

    assert [row["by_team"] for row in said["results"]] == [True]
    assert said["banners"] == [{"text": "Hay una campaña.", "lang": "es"}]
    assert said["links"] == [{"title": "Estado", "url": "https://estado.test/"}]
    assert [offer["url"] for offer in said["offers"]] == [
        "/questions/ask/?title=vibra+%26+anda&tags=ruido",
        "/support/?subject=vibra+%26+anda",
    ]
    for shown in (
        "Hay una campaña.",
        "https://estado.test/",
        "/questions/ask/?title=vibra%20%26%20anda&amp;tags=ruido",
        "/support/?subject=",
    ):
        assert shown in rows
    assert client.get("/search/complete/", {"q": "horno"}).json()["offers"] == []


def test_browsers_get_suggestions_as_they_expect_and_leave_no_trace(client, ask, deliver_all):
    question = ask("La lavadora marca E04")
    deliver_all()
    from core import interactions

    told = client.get("/search/opensearch/", {"q": "lavadora"})
    interactions.flush()

    text, titles, _kinds, addresses = json.loads(told.content)
    assert told["Content-Type"] == "application/x-suggestions+json"
    assert (text, titles) == ("lavadora", ["La lavadora marca E04"])
    assert addresses == [f"http://testserver{question.get_absolute_url()}"]
    assert not Interaction.objects.filter(kind="search").exists()
    description = client.get("/opensearch.xml").text
    for address in ("/search/opensearch/?q={searchTerms}", "/search/feed/?q={searchTerms}"):
        assert address in description


def test_a_search_is_a_feed_of_what_is_public_newest_first(client, ask, deliver_all):
    old = ask("Lavadora vieja", tags=("cocina",))
    new = ask("Lavadora nueva <script>alert(1)</script>")
    content["qa.question"].hold(ask("Lavadora retenida").pk, HOUSE)
    deliver_all()

    feed = client.get("/search/feed/", {"q": "lavadora"})
    page = client.get("/search/", {"q": "lavadora", "tag": "cocina"}).text

    assert feed["X-Robots-Tag"] == "noindex"
    assert "public" in feed["Cache-Control"]
    assert feed.text.index(new.get_absolute_url()) < feed.text.index(old.get_absolute_url())
    assert "retenida" not in feed.text
    links = {link.get("rel"): link.get("href") for link in ElementTree.fromstring(feed.text).findall("{http://www.w3.org/2005/Atom}link")}
    assert links == {"alternate": "http://testserver/search/?q=lavadora", "self": "http://testserver/search/feed/?q=lavadora"}
    summaries = [entry.text for entry in ElementTree.fromstring(feed.text).iter("{http://www.w3.org/2005/Atom}summary")]
    assert len(summaries) == 2
    assert not [text for text in summaries if active(text)]
    assert "/search/feed/?q=lavadora&amp;tag=cocina" in page
    assert new.title not in client.get("/search/feed/", {"q": "lavadora", "tag": "cocina"}).text
    assert client.get("/search/feed/").status_code == 404


def test_a_kept_feed_asks_the_database_alone(client, ask, deliver_all, django_assert_num_queries):
    for number in range(12):
        ask(f"Lavadora {number}", tags=("cocina",))
    deliver_all()
    client.get("/search/feed/", {"q": "lavadora"})

    with django_assert_num_queries(3):
        assert client.get("/search/feed/", {"q": "lavadora"}).text.count("<entry>") == 12
