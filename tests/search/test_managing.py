"""The pages on which managers write rules and synonyms."""

import re

import pytest

from core import interactions
from core.viewer import GUEST
from search.models import RuleChange, SuggestionRule, Synonym
from search.selectors import consult

pytestmark = pytest.mark.django_db(transaction=True)

EMPTY = {"matching": "any", "min_trust": "0", "max_trust": "4", "raised_by": "1.5", "enabled": "on"}
RULES, SYNONYMS = "/search/manage/rules/", "/search/manage/synonyms/"


@pytest.fixture
def boss(person, client_for):
    return client_for(person(roles=("manager",)), headers={"Accept-Language": "en"})


def make(boss, **typed):
    return boss.post(f"{RULES}new/", EMPTY | {"name": "Noise"} | typed)


def test_a_rule_is_written_tried_and_shown(boss, client, ask, deliver_all):
    ask("Lavadora con ruido", tags=("lavadoras",))
    pinned = ask("Nivelar las patas", answers=("Gira cada pata.",), accepted=0)
    deliver_all()

    made = make(
        boss,
        phrases="ruido\nruidosa",
        languages=["es"],
        pins=f"{pinned.get_absolute_url()}\nhttp://testserver{pinned.get_absolute_url()}\nVideo https://video.example/patas",
        banner_es="Desenchufa primero.",
        expert_tag="Lavadoras",
        asks_version="on",
        offer="case",
    )

    rule = SuggestionRule.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{RULES}{rule.pk}/try/")
    assert rule.pins == [f"qa.question:{pinned.pk}", f"qa.question:{pinned.pk}", {"title": "Video", "url": "https://video.example/patas"}]
    tried = boss.get(made["Location"]).content.decode()
    assert "1 of the last 2 questions" in tried
    assert "Nivelar las patas" in tried
    page = client.get("/search/suggestions/", {"title": "ruido", "form": "ask", "lang": "es"}).content.decode()
    assert page.index("Desenchufa primero.") < page.index("Nivelar las patas") < page.index("Lavadora con ruido")
    for shown in ('href="https://video.example/patas"', 'name="add_tag" value="lavadoras"', 'name="version"', "/support/?subject=ruido"):
        assert shown in page


def test_each_door_that_suggests_says_it(boss, client, ask, deliver_all):
    ask("Lavadora con ruido")
    deliver_all()
    make(boss, phrases="ruido", banner_es="Desenchufa primero.", offer="case")

    assert "Desenchufa primero." in client.get("/questions/ask/", {"title": "mucho ruido"}).content.decode()
    assert "Desenchufa primero." in client.get("/support/", {"subject": "mucho ruido"}).content.decode()
    assert "Desenchufa primero." in client.get("/search/", {"q": "ruido"}).content.decode()
    assert client.get("/api/v1/suggestions/", {"q": "ruido"}).json()["advice"] == {
        "banners": [{"text": "Desenchufa primero.", "lang": "es"}],
        "links": [],
        "experts": [],
        "asks_version": False,
        "offers_case": True,
        "chat_url": "",
    }
    assert client.get("/api/v1/search/", {"q": "ruido"}).json()["advice"]["offers_case"] is True


def test_what_a_manager_writes_is_shown_as_text(boss, client):
    make(boss, banner_es="<script>alert(1)</script> & <b>hola</b>", pins="Title <img src=x onerror=alert(1)> https://e.example/")

    page = client.get("/search/suggestions/", {"title": "ruido", "form": "ask", "lang": "es"}).content.decode()

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    "typed, said",
    [
        ({}, "does nothing yet"),
        ({"name": "", "offer": "case"}, "Name"),
        ({"pins": "/questions/99999/nada/"}, "Nothing to show was found"),
        ({"pins": "javascript:alert(1)"}, "Nothing to show was found"),
        ({"offer": "chat"}, "Say where the chat is"),
        ({"offer": "chat", "chat_url": "javascript:alert(1)"}, "valid URL"),
        ({"raises": "tag"}, "Say which one"),
        ({"raises": "key", "raised": "https://elsewhere.example/x"}, "Only content of this site"),
        ({"offer": "case", "min_trust": "3", "max_trust": "1"}, "below the least"),
        ({"offer": "case", "starts_at": "2026-02-02T10:00", "ends_at": "2026-02-01T10:00"}, "ends before it begins"),
        ({"offer": "case", "phrases": "x" * 200}, "characters a line"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_the_reason(boss, typed, said):
    refused = make(boss, **typed)

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not SuggestionRule.objects.exists()


def test_a_rule_is_changed_moved_switched_and_deleted(boss):
    for name in ("First", "Second"):
        make(boss, name=name, offer="case")
    first, second = SuggestionRule.objects.all()

    boss.post(f"{RULES}{second.pk}/move/", {"to": "up"})
    boss.post(f"{RULES}{first.pk}/switch/", {"on": "0"})
    form = boss.get(f"{RULES}{second.pk}/").content.decode()
    boss.post(f"{RULES}{second.pk}/", EMPTY | {"name": "Second", "raises": "kind:qa.question", "raised_by": "2.5"})

    assert 'value="Second"' in form
    listed = boss.get(RULES).content.decode()
    assert listed.index("Second") < listed.index("First")
    assert "Switched off" in listed
    second.refresh_from_db()
    assert (second.raises, second.raised, second.raised_by, second.offer) == ("kind", "qa.question", 2.5, "")
    assert boss.get(f"{RULES}{second.pk}/").context["form"].initial["raises"] == "kind:qa.question"
    boss.post(f"{RULES}{first.pk}/delete/")
    assert list(SuggestionRule.objects.values_list("name", flat=True)) == ["Second"]
    history = boss.get("/search/manage/history/").content.decode()
    for said in ("Made", "Moved", "Switched off", "Changed", "Deleted", "Raise or lower"):
        assert said in history


def test_a_dry_run_changes_nothing_for_anybody(boss, ask, deliver_all):
    ask("Lavadora con ruido")
    pinned = ask("Nivelar las patas")
    deliver_all()
    make(boss, phrases="ruido", pins=pinned.get_absolute_url(), enabled="")
    rule = SuggestionRule.objects.get()
    for visitor, text in enumerate(["mucho ruido", "Mucho ruido", "mucho RUIDO", "el ruido de mi vecina Ana"]):
        interactions.record("search", viewer=GUEST, query=text, lang="es", journey=f"visit-{visitor}")
    interactions.flush()

    one = boss.get(f"{RULES}{rule.pk}/try/", {"q": "ruido raro"}).context["one"]
    none = boss.get(f"{RULES}{rule.pk}/try/", {"q": "otra cosa"}).context["one"]
    searches = boss.get(f"{RULES}{rule.pk}/try/", {"on": "searches"}).context["trial"]

    assert one.after[0].card.id == pinned.pk
    assert pinned.pk not in [row.card.id for row in one.before]
    assert none is None
    assert (searches.looked_at, searches.held) == (4, 4)
    assert {change.text.lower() for change in searches.changes} == {"mucho ruido"}, "nobody's words are shown alone"
    assert not rule.enabled
    assert not interactions.flush()
    assert pinned.pk not in [suggestion.id for suggestion in consult("ruido", GUEST, surface="ask").suggestions]


def test_the_version_is_asked_for_and_goes_along(boss, person, client_for):
    make(boss, phrases="ruido", asks_version="on")
    asker = client_for(person(trust=3), headers={"Accept-Language": "en"})
    typed = {"title": "Un ruido muy raro al girar", "body": "Hace mucho ruido.", "lang": "es", "nonce": "n-1"}

    refused = asker.post("/questions/ask/", typed)
    asked = asker.post("/questions/ask/", typed | {"version": "7.2 b"}, follow=True)

    assert refused.status_code == 422
    assert "which version" in refused.content.decode()
    assert 'name="version"' in refused.content.decode()
    assert "7.2 b" in asked.content.decode()


def test_synonyms_are_written_tried_and_work_at_once(boss, client, ask, deliver_all):
    ask("El televisor no enciende")
    deliver_all()
    assert client.get("/search/", {"q": "tele"}, headers={"Accept-Language": "es"}).context["rows"] == []

    boss.post(SYNONYMS, {"lang": "es", "line": "tele,televisor"})

    shown = client.get("/search/", {"q": "tele"}, headers={"Accept-Language": "es"})
    assert "<mark>televisor</mark>" in shown.content.decode()
    tried = boss.get(SYNONYMS, {"lang": "es", "q": "mi tele"}).content.decode()
    assert "tele, televisor" in tried
    synonym = Synonym.objects.get()
    boss.post(f"{SYNONYMS}{synonym.pk}/switch/", {"on": "0"})
    assert client.get("/search/", {"q": "tele"}, headers={"Accept-Language": "es"}).context["rows"] == []
    boss.post(f"{SYNONYMS}{synonym.pk}/delete/")
    assert not Synonym.objects.exists()
    assert RuleChange.objects.filter(subject="synonym").count() == 3


def test_lines_are_imported_and_exported(boss):
    text = "# appliances\nfridge, refrigerator\nwifi => wireless network\nlonely\n"

    refused = boss.post(f"{SYNONYMS}import/", {"lang": "en", "text": text})
    exported = boss.get(f"{SYNONYMS}export/", {"lang": "en"})

    assert refused.status_code == 422
    assert re.search(r"Line 4:", refused.content.decode())
    assert exported.content.decode() == "fridge, refrigerator\nwifi => wireless network\n"
    again = boss.post(f"{SYNONYMS}import/", {"lang": "en", "text": exported.content.decode()}, follow=True)
    assert "2 were there already" in again.content.decode()
    everywhere = boss.get(f"{SYNONYMS}export/", {"lang": "all"})
    assert (everywhere.content, "synonyms-all.txt" in everywhere["Content-Disposition"]) == (b"", True)


def test_a_bad_line_is_refused_with_the_reason(boss):
    refused = boss.post(SYNONYMS, {"lang": "es", "line": "solo"})

    assert refused.status_code == 422
    assert "has no synonym" in refused.content.decode()


@pytest.mark.parametrize("rules", [2, 40])
def test_the_list_costs_the_same_for_few_and_for_many(boss, rules, django_assert_num_queries):
    for number in range(rules):
        SuggestionRule.objects.create(name=f"R{number}", position=number, offer="case")
    boss.get(RULES)

    with django_assert_num_queries(COST_OF_LIST):
        boss.get(RULES)


COST_OF_LIST = 6
