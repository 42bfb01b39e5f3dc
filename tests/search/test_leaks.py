"""What is not for everybody shows through no door of search, for nobody who may not see it: one table of doors and roles."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from accounts.viewer import viewer_of
from core.content import content
from core.ports import suggester
from core.viewer import GUEST, HOUSE
from qa.actions.edit import edit_question
from search.engines import engine
from search.indexing import rebuild
from search.models import Alert, SavedSearch
from search.saved.alerts import make_alerts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("built")]

SECRET = "zarzamora"
TITLE = "Receta secreta de la abuela"
TRACES = ("Receta secreta", "madura", "secretos")
ROLES = ("guest", "member", "expert", "author", "agent", "moderator", "admin")
STAFF = {"agent", "moderator", "admin"}
EVERYBODY = set(ROLES)


class House:
    """A public recipe and a secret one; a browser and a viewer for each role."""

    def __init__(self, person, viewer, client_for, ask, deliver_all):
        asker = person(trust=3)
        self.people = {
            "member": person(),
            "expert": person(expert=("recetas",)),
            "author": asker,
            **{role: person(roles=(role,), is_superuser=role == "admin") for role in ("agent", "moderator", "admin")},
        }
        self.clients = {"guest": Client(), **{role: client_for(one) for role, one in self.people.items()}}
        self.deliver_all = deliver_all
        self.open = ask("Receta de pan", f"Harina y agua, sin {SECRET}", tags=("panes",))
        body = f"Lleva {SECRET} madura y harina"
        self.secret = ask(TITLE, body, by=viewer(asker), tags=("secretos",), answers=(f"Sí: {SECRET} madura",))
        deliver_all()

    def viewer(self, role):
        return viewer_of(self.people[role]) if role in self.people else GUEST

    def seen_by(self, door):
        return {role for role in ROLES if any(trace in DOORS[door](self, role) for trace in TRACES)}


def page(path, key="q", text=f"receta {SECRET}"):
    return lambda house, role: house.clients[role].get(path, {key: text}).content.decode().replace("<mark>", "").replace("</mark>", "")


def facets(house, role):
    """The counts alone, of the page and of the API, as far as they tell of the secret's own tag."""
    found = house.clients[role].get("/search/", {"q": "receta"}).context["found"]
    api = house.clients[role].get("/api/v1/search/", {"q": "receta"}).json()
    assert found.total == api["count"]
    return " ".join([*found.facets["tag"], *api["facets"]["tag"], "madura" if found.total > 1 else ""])


def mended(house, role):
    return house.clients[role].get("/search/", {"q": "receta madurra"}).context["found"].meant


def similar(house, role):
    return house.clients[role].get(f"/search/similar/qa.question/{house.open.pk}/").content.decode()


def similar_to_it(house, role):
    return house.clients[role].get(f"/search/similar/qa.question/{house.secret.pk}/").content.decode()


def similar_port(house, role):
    return " ".join(found.title for found in suggester.similar(f"qa.question:{house.open.pk}", house.viewer(role)))


def duplicates(house, role):
    return " ".join(found.title for found in suggester.duplicates(f"qa.question:{house.secret.pk}", house.viewer(role)))


def recent_words(house, role):
    return house.clients[role].get("/search/recent/").content.decode()


DOORS = {
    "page": page("/search/"),
    "page, one kind": page("/search/?kind=qa.question&sort=new"),
    "suggestions": page("/search/suggestions/"),
    "suggestions for asking": page("/search/suggestions/?form=ask"),
    "suggestions for support": page("/search/suggestions/?form=support"),
    "api search": page("/api/v1/search/"),
    "api suggestions": page("/api/v1/suggestions/"),
    "box": page("/search/complete/"),
    "browser's bar": page("/search/opensearch/"),
    "facets and counts": facets,
    "did you mean": mended,
    "similar": similar,
    "similar to it": similar_to_it,
    "similar by the port": similar_port,
    "feed": page("/search/feed/"),
    "last searches": recent_words,
}
OPEN_TO_NOBODY = ("feed", "last searches")  # feeds are what a guest may see, whoever asks
SILENT = ("did you mean", "last searches")


@pytest.fixture
def house(person, viewer, client_for, ask, deliver_all):
    return House(person, viewer, client_for, ask, deliver_all)


@pytest.mark.parametrize("door", [door for door in DOORS if door not in SILENT])
def test_what_is_public_is_for_everybody(house, door):
    """Else the other tests would prove nothing."""
    assert house.seen_by(door) == EVERYBODY


@pytest.mark.parametrize("door", DOORS)
def test_held_content_is_for_its_author_and_staff(house, door):
    content["qa.question"].hold(house.secret.pk, HOUSE)

    assert house.seen_by(door) <= {"author"} | STAFF, "before the index knows"
    house.deliver_all()
    seen = house.seen_by(door)
    assert seen <= {"author"} | STAFF
    if door in OPEN_TO_NOBODY:
        assert seen == set()
    elif door not in SILENT:
        assert seen == {"author"} | STAFF


@pytest.mark.parametrize("door", DOORS)
def test_hidden_content_is_found_by_nobody(house, door):
    """Its author and staff reach it by its address alone."""
    content["qa.question"].hide(house.secret.pk, HOUSE, "test")

    assert house.seen_by(door) <= {"author"} | STAFF, "before the index knows"
    house.deliver_all()
    assert house.seen_by(door) <= ({"author"} | STAFF if door == "similar to it" else set())


@pytest.mark.parametrize("door", [door for door in DOORS if door not in SILENT])
def test_answers_kept_for_one_are_for_nobody_else(house, door):
    """Whoever asked before, staff or guest, and whatever the caches hold: each gets what is theirs."""
    content["qa.question"].hold(house.secret.pk, HOUSE)
    house.deliver_all()
    for first in ("moderator", "guest", "author"):
        cache.clear()
        caches["pages"].clear()
        DOORS[door](house, first)
        assert house.seen_by(door) <= {"author"} | STAFF


def test_a_guests_time_tells_nothing_of_what_staff_found(house):
    """No answer is kept across audiences, so one that staff had first costs a guest the same work: as many queries as one nobody had."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    content["qa.question"].hold(house.secret.pk, HOUSE)
    house.deliver_all()
    house.clients["guest"].get("/search/", {"q": "warm"})

    def cost(text, path):
        with CaptureQueriesContext(connection) as made:
            house.clients["guest"].get(path, {"q": text})
        return len(made)

    for path in ("/search/", "/search/complete/", "/search/feed/", "/api/v1/search/"):
        caches["pages"].clear()
        house.clients["moderator"].get(path, {"q": f"{SECRET} abuela"})
        assert cost(f"{SECRET} abuela", path) == cost(f"{SECRET} vecina", path), path


def test_a_kept_feed_forgets_what_was_hidden(house):
    assert any(trace in DOORS["feed"](house, "guest") for trace in TRACES)

    content["qa.question"].hide(house.secret.pk, HOUSE, "test")

    assert house.seen_by("feed") == set()


def test_duplicates_are_offered_of_what_one_may_see(house, ask, viewer, person):
    again = ask(TITLE, f"Lleva {SECRET} madura y harina", by=viewer(person(trust=3)))
    house.deliver_all()
    key = f"qa.question:{again.pk}"
    assert {role for role in ROLES if suggester.duplicates(key, house.viewer(role))} == EVERYBODY

    content["qa.question"].hold(house.secret.pk, HOUSE)

    for when in ("before the index knows", "after"):
        seen = {role for role in ROLES if suggester.duplicates(key, house.viewer(role))}
        assert seen <= {"author"} | STAFF, when
        house.deliver_all()
    assert seen == {"author"} | STAFF


@pytest.mark.parametrize(
    "fate, told", [("public", {"member", "expert", "agent", "moderator", "admin"}), ("held", set()), ("hidden", set())]
)
def test_alerts_tell_each_what_is_theirs(house, fate, told):
    """What its author wrote is no news to them; what is withdrawn when searches are looked after is told to nobody, staff neither."""
    for role, one in house.people.items():
        SavedSearch.objects.create(person=one, name=role, text="receta secreta", every="at_once")
    if fate == "held":
        content["qa.question"].hold(house.secret.pk, HOUSE)
    elif fate == "hidden":
        content["qa.question"].hide(house.secret.pk, HOUSE, "test")
    for passed in (10, 100):  # before the index knows, and after
        with time_machine.travel(timezone.now() + timedelta(seconds=passed), tick=True):
            make_alerts()
        house.deliver_all()

    assert set(Alert.objects.values_list("search__name", flat=True)) == told


ABOUT_A_WORD = [
    *(SECRET, f"receta {SECRET}", "receta zarzamorra", "receta harina zarzam", f'"{SECRET} madura"', f"harina -{SECRET}", "receta zz-42"),
    "pan " * 40 + f"{SECRET} " + " ".join(f"palabra{n}" for n in range(40)),
]


@pytest.mark.parametrize("path", ["/search/", "/api/v1/search/", "/api/v1/suggestions/", "/search/complete/", "/search/suggestions/"])
def test_no_answer_tells_whether_somebody_wrote_a_word(ask, regular, deliver_all, client, path):
    """Else one could ask of a name, letter by letter, whether it stands in what one may not see."""
    ask("Receta de pan", "Harina y agua")
    ask("Receta de torta", "Harina y huevos")
    kept = ask("Receta de la abuela", "Lleva frambuesa dulce y el código xx-77")
    content["qa.question"].hold(kept.pk, HOUSE)
    deliver_all()

    def told_of_all():
        rebuild(engine(), lambda done, total, cursor: None)  # else what was replaced still counts for how rare a word is
        return {text: told(text) for text in ABOUT_A_WORD}

    def told(text):
        answered = client.get(path, {"q": text, "journey": "a" * 22})
        if path == "/search/":
            found = answered.context["found"]
            return found.total, found.facets, found.relaxed, found.meant, [(row.card.key, row.score, row.why) for row in found.rows]
        if path == "/search/suggestions/":
            return [(each.key, each.score, each.why) for each in answered.context["suggestions"]]
        return answered.json() | {"took_ms": 0, "journey": ""}

    before = told_of_all()
    edit_question(kept, regular, title="Receta de la abuela", body=f"Lleva {SECRET} madura y el código zz-42", tags=[])
    deliver_all()

    assert told_of_all() == before
