"""What is not for everybody shows through no door of search, for nobody who may not see it: one table of doors and roles.

A house is made once for each fate of its secret, and all doors are tried in it by everybody. Every address of the search room, and all who
ask for suggestions, are named here: a new one without a door fails.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone
from wagtail.rich_text import RichText

from accounts.viewer import viewer_of
from core.content import content
from core.ports import suggester
from core.viewer import GUEST, HOUSE
from forums.actions.start_topic import start_topic
from forums.models import Forum
from kb.models import ArticlePage, KnowledgeBasePage
from qa.actions.edit import edit_question
from qa.actions.save_draft import save_draft
from search import api
from search.engines import engine
from search.indexing import rebuild
from search.models import Alert, SavedSearch
from search.saved.alerts import make_alerts
from search.urls import urlpatterns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("built")]

ROOT = Path(__file__).resolve().parents[2]
SECRET = "zarzamora"
TITLE = "Receta secreta de la abuela"
TEXT = f"Lleva {SECRET} madura y harina"
TRACES = ("Receta secreta", "madura", "secretos")
ROLES = ("admin", "moderator", "agent", "author", "expert", "member", "guest")  # in this order: what is kept for one meets the next
FEW_ROLES = ("admin", "agent", "author", "member", "guest")
STAFF = {"agent", "moderator", "admin"}
EVERYBODY = set(ROLES)


class House:
    """A public recipe and a secret one; a browser and a viewer for each role."""

    def __init__(self, person, viewer, client_for, ask, deliver_all):
        self.author = person(trust=3)
        self.people = {
            "member": person(),
            "expert": person(expert=("recetas",)),
            "author": self.author,
            **{role: person(roles=(role,), is_superuser=role == "admin") for role in ("agent", "moderator", "admin")},
        }
        self.clients = {"guest": Client(), **{role: client_for(one) for role, one in self.people.items()}}
        self.deliver_all = deliver_all
        self.open = ask("Receta de pan", f"Harina y agua, sin {SECRET}", tags=("panes",))
        self.ask_secret = lambda: ask(TITLE, TEXT, by=viewer(self.author), tags=("secretos",), answers=(f"Sí: {SECRET} madura",))
        self.secret = ("", 0)

    def with_question(self):
        question = self.ask_secret()
        self.secret = "qa.question", question.pk
        self.deliver_all()
        return self

    def viewer(self, role):
        return viewer_of(self.people[role]) if role in self.people else GUEST

    def seen_by(self, door, roles=ROLES):
        return {role for role in roles if any(trace in DOORS[door](self, role) for trace in TRACES)}

    def seen(self, roles=ROLES):
        return {door: self.seen_by(door, roles) for door in DOORS}


def page(path, key="q", text=f"receta {SECRET}"):
    return lambda house, role: house.clients[role].get(path, {key: text}).content.decode().replace("<mark>", "").replace("</mark>", "")


def form(path, key):
    """What a form shows beside itself to people who may fill it in, without what they typed."""
    return lambda house, role: _suggested(house.clients[role].get(path, {key: f"receta {SECRET}"}, follow=True))


def _suggested(response):
    return " ".join(f"{found.title} {found.passage}" for found in (response.context or {}).get("suggestions", ()))


def facets(house, role):
    """The counts alone, of the page and of the API, as far as they tell of the secret."""
    found = house.clients[role].get("/search/", {"q": "receta"}).context["found"]
    told = house.clients[role].get("/api/v1/search/", {"q": "receta"}).json()
    assert found.total == told["count"]
    assert {name: sum(counts.values()) for name, counts in found.facets.items() if name != "tag"} == dict.fromkeys(
        ("kind", "lang", "solved"), found.total
    )
    return " ".join([*found.facets["tag"], *told["facets"]["tag"], "madura" if found.total > 1 else ""])


def mended(house, role):
    return house.clients[role].get("/search/", {"q": "receta madurra"}).context["found"].meant


def offered(house, role):
    """A right word that nothing holds."""
    return house.clients[role].get("/search/", {"q": "receta madera"}).context["found"].offered


def beside(house, role):
    return house.clients[role].get(f"/search/similar/qa.question/{house.open.pk}/").content.decode()


def beside_it(house, role):
    return house.clients[role].get("/search/similar/{}/{}/".format(*house.secret)).content.decode()


def similar(house, role):
    return " ".join(found.title for found in suggester.similar(f"qa.question:{house.open.pk}", house.viewer(role)))


def duplicates(house, role):
    return " ".join(found.title for found in suggester.duplicates("{}:{}".format(*house.secret), house.viewer(role)))


def known(house, role):
    return _suggested(house.clients[role].get(f"/search/known/qa.question/{house.open.pk}/"))


def read(path):
    return lambda house, role: house.clients[role].get(path).content.decode()


DOORS = {
    "page": page("/search/"),
    "page, one kind": page("/search/?kind=qa.question&kind=kb.article&kind=forums.topic&sort=new"),
    "page, in quotes": page("/search/", text='"secreta de la abuela"'),
    "suggestions": page("/search/suggestions/"),
    "suggestions for asking": page("/search/suggestions/?form=ask"),
    "suggestions for support": page("/search/suggestions/?form=support"),
    "asking": form("/questions/ask/", "title"),
    "support": form("/support/", "subject"),
    "api search": page("/api/v1/search/"),
    "api suggestions": page("/api/v1/suggestions/"),
    "box": page("/search/complete/"),
    "browser's bar": page("/search/opensearch/"),
    "facets and counts": facets,
    "did you mean": mended,
    "did you mean, for a right word": offered,
    "similar": beside,
    "similar to it": beside_it,
    "similar by the port": similar,
    "duplicates of it": duplicates,
    "known answers": known,
    "feed": page("/search/feed/"),
    "last searches": read("/search/recent/"),
    "saved searches": read("/search/saved/"),
}
ONE_S_OWN = {"last searches", "saved searches"}  # what one typed oneself, and nothing that was found
FOR_TEAM = {"known answers"}
FOR_GUESTS_EYES = {"feed"}  # what a guest may see, whoever asks
EMPTY = {"duplicates of it"}  # nothing is like the secret
TO_ITSELF = {"similar to it"}

ADDRESSES = {
    "results": "page",
    "suggestions": "suggestions",
    "complete": "box",
    "opensearch": "browser's bar",
    "feed": "feed",
    "recent": "last searches",
    "saved": "saved searches",
    "similar": "similar",
    "known_answers": "known answers",
    "forget": "forgets one's own",
    "change_saved": "changes one's own",
}
ASKERS = {
    "crm_sync/views/desk.py": "known answers",
    "crm_sync/views/support.py": "support",
    "forums/views/writing.py": "asking",
    "moderation/selectors.py": "duplicates of it",
    "qa/views/asking.py": "asking",
    "search/api.py": "api suggestions",
    "search/box.py": "box",
    "search/feeds.py": "feed",
    "search/learned/replay.py": "a command",
    "search/saved/alerts.py": "test_alerts_tell_each_what_is_theirs",
    "search/selectors.py": "page",
    "search/similar.py": "similar by the port",
    "search/staff_views.py": "known answers",
    "search/views.py": "suggestions",
    "site/core/asked_before.py": "duplicates of it",
}


def expected(who, *, itself=None, roles=ROLES):
    """Door → who sees the secret there, when it is for ``who``; ``itself``: who reaches it by its address."""
    seen = {door: set(who) for door in DOORS}
    seen |= {door: set() for door in ONE_S_OWN | EMPTY} | {door: STAFF & set(who) for door in FOR_TEAM}
    seen |= {door: EVERYBODY if "guest" in who else set() for door in FOR_GUESTS_EYES}
    seen |= {door: set(who) if itself is None else itself for door in TO_ITSELF}
    return {door: found & set(roles) for door, found in seen.items()}


@pytest.fixture
def house(person, viewer, client_for, ask, deliver_all):
    return House(person, viewer, client_for, ask, deliver_all)


def test_every_address_and_whoever_asks_has_a_door():
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    asking = re.compile(
        r"engine\(\)\.search|suggester import .*(consult|suggest|similar|duplicates)|suggester\.(consult|suggest|similar|duplicates)"
    )
    rooms = ("search", "qa", "kb", "forums", "moderation", "crm_sync", "gamification", "site")
    sources = [source for room in rooms for source in (ROOT / room).rglob("*.py")]
    asks = {str(source.relative_to(ROOT)) for source in sources if asking.search(source.read_text())} - {"search/apps.py"}

    assert names == set(ADDRESSES)
    assert {pattern.name for pattern in api.urlpatterns} == {"search", "suggestions"}
    assert asks == set(ASKERS)


def test_what_is_public_is_for_everybody(house):
    """Else the other tests would prove nothing."""
    seen = house.with_question().seen()

    assert seen == expected(EVERYBODY)


def test_held_content_is_for_its_author_and_staff(house):
    house.with_question()
    content["qa.question"].hold(house.secret[1], HOUSE)

    before = house.seen(("author", "member", "guest"))
    house.deliver_all()

    assert {door: seen for door, seen in before.items() if not seen <= {"author"} | STAFF} == {}, "before the index knows"
    assert house.seen() == expected({"author"} | STAFF)


def test_hidden_content_is_found_by_nobody(house):
    """Its author and staff reach it by its address alone."""
    house.with_question()
    content["qa.question"].hide(house.secret[1], HOUSE, "test")

    before = house.seen(("author", "member", "guest"))
    house.deliver_all()

    assert {door: seen for door, seen in before.items() if not seen <= {"author"} | STAFF} == {}, "before the index knows"
    assert house.seen(FEW_ROLES) == expected(set(), itself={"author"} | STAFF, roles=FEW_ROLES)


def _guide(house, audience):
    home = KnowledgeBasePage.objects.get(locale__language_code="es")
    guide = ArticlePage(title=TITLE, slug="receta", locale_id=home.locale_id, audience=audience)
    guide.body = [("text", RichText(f"<p>{TEXT}</p>"))]
    home.add_child(instance=guide)
    guide.save_revision().publish()
    return "kb.article", guide.pk


def _topic(house, groups):
    forum = Forum.objects.create(name="Recetas", type=Forum.FORUM_POST)
    topic = start_topic(forum, house.viewer("author"), title=TITLE, body=TEXT, lang="es")
    tables = [apps.get_model("forum_permission", name) for name in ("UserForumPermission", "GroupForumPermission", "ForumPermission")]
    for permission in tables[2].objects.filter(codename__in=("can_see_forum", "can_read_forum")):
        for whom in ("anonymous_user", "authenticated_user"):
            tables[0].objects.create(permission=permission, forum=forum, has_perm=False, **{whom: True})
        for name in ("agent", "moderator", "manager"):
            tables[1].objects.create(permission=permission, forum=forum, has_perm=name in groups, group=Group.objects.get(name=name))
    return "forums.topic", topic.pk


def _draft(house):
    save_draft(house.viewer("author"), title=TITLE, body=TEXT, tags="secretos", lang="es")
    return "qa.question", house.open.pk


WALKED = (
    *("/search/", "/search/suggestions/", "/search/complete/", "/search/opensearch/", "/search/recent/", "/search/saved/"),
    *("/questions/ask/", "/support/", "/api/v1/search/", "/api/v1/suggestions/"),
)

FATES = {
    "a guide for customers": (lambda house: _guide(house, "customers"), EVERYBODY - {"guest"}, None),
    "a guide for employees": (lambda house: _guide(house, "employees"), STAFF, None),
    "a forum for the team": (lambda house: _topic(house, ("agent", "moderator", "manager")), STAFF, None),
    "a forum for a few": (lambda house: _topic(house, ()), set(), {"admin"}),
    "a draft of a question": (lambda house: _draft(house), set(), set()),
}


@pytest.mark.parametrize("fate", FATES)
def test_closed_rooms_and_drafts_are_for_those_they_are_meant_for(house, fate):
    make, who, itself = FATES[fate]
    house.secret = make(house)
    house.deliver_all()

    assert house.seen(FEW_ROLES) == expected(who, itself=itself, roles=FEW_ROLES)


def test_no_cache_on_the_way_keeps_an_answer_for_others(house):
    """Neither a browser nor a proxy: only what is the same for all may be kept by all."""
    for path in WALKED:
        for role in ("admin", "guest"):
            answered = house.clients[role].get(path, {"q": "receta", "title": "receta", "subject": "receta"}, follow=True)
            kept, varies = answered.headers.get("Cache-Control", ""), answered.headers.get("Vary", "")

            assert answered.status_code == 200, path
            assert "private" in kept or "no-store" in kept or "Cookie" in varies.split(", "), (path, role)
            assert "public" not in kept, path
            assert "ETag" not in answered.headers, path


def test_a_guests_time_tells_nothing_of_what_staff_found(house):
    """No answer is kept across audiences, so one that staff had first costs a guest the same work: as many queries as one nobody had."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    content["qa.question"].hold(house.with_question().secret[1], HOUSE)
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
    house.with_question()
    assert house.seen_by("feed") == EVERYBODY

    content["qa.question"].hide(house.secret[1], HOUSE, "test")

    assert house.seen_by("feed") == set()


def test_duplicates_are_offered_of_what_one_may_see(house, ask, viewer, person):
    house.with_question()
    again = ask(TITLE, f"Lleva {SECRET} madura y harina", by=viewer(person(trust=3)))
    house.deliver_all()
    key = f"qa.question:{again.pk}"
    assert {role for role in ROLES if suggester.duplicates(key, house.viewer(role))} == EVERYBODY

    content["qa.question"].hold(house.secret[1], HOUSE)

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
    house.with_question()
    for role, one in house.people.items():
        SavedSearch.objects.create(person=one, name=role, text="receta secreta", every="at_once")
    if fate == "held":
        content["qa.question"].hold(house.secret[1], HOUSE)
    elif fate == "hidden":
        content["qa.question"].hide(house.secret[1], HOUSE, "test")
    for passed in (10, 100):  # before the index knows, and after
        with time_machine.travel(timezone.now() + timedelta(seconds=passed), tick=True):
            make_alerts()
        house.deliver_all()

    assert set(Alert.objects.values_list("search__name", flat=True)) == told


ABOUT_A_WORD = [
    *(SECRET, f"receta {SECRET}", "receta zarzamorra", "receta harina zarzam", f'"{SECRET} madura"', f"harina -{SECRET}", "receta zz-42"),
    "pan " * 40 + f"{SECRET} " + " ".join(f"palabra{n}" for n in range(40)),
]


def test_no_answer_tells_whether_somebody_wrote_a_word(ask, regular, deliver_all, client):
    """Else one could ask of a name, letter by letter, whether it stands in what one may not see."""
    ask("Receta de pan", "Harina y agua")
    ask("Receta de torta", "Harina y huevos")
    kept = ask("Receta de la abuela", "Lleva frambuesa dulce y el código xx-77")
    content["qa.question"].hold(kept.pk, HOUSE)
    deliver_all()

    def told_of_all():
        rebuild(engine(), lambda done, total, cursor: None)  # else what was replaced still counts for how rare a word is
        return {(path, text): told(path, text) for path in paths for text in ABOUT_A_WORD}

    def told(path, text):
        answered = client.get(path, {"q": text, "journey": "a" * 22})
        if path == "/search/":
            found = answered.context["found"]
            return (
                found.total,
                found.facets,
                found.relaxed,
                found.meant,
                found.offered,
                [(row.card.key, row.score, row.why) for row in found.rows],
            )
        if path == "/search/suggestions/":
            return [(each.key, each.score, each.why) for each in answered.context["suggestions"]]
        return answered.json() | {"took_ms": 0, "journey": ""}

    paths = ("/search/", "/api/v1/search/", "/api/v1/suggestions/", "/search/complete/", "/search/suggestions/")
    before = told_of_all()
    edit_question(kept, regular, title="Receta de la abuela", body=f"Lleva {SECRET} madura y el código zz-42", tags=[])
    deliver_all()

    assert told_of_all() == before
