"""Saved searches and last searches: kept, changed, told of what is new once, to whom it may be shown, and forgotten with the person."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actions.give_consent import give_consent, withdraw_consent
from accounts.models import Consent
from core.content import content
from core.viewer import HOUSE
from notifications.models import Notification, Preference
from search.actions.recent import MOST_KEPT, forget_old, note_recent
from search.actions.saved import MOST_SAVED
from search.models import Alert, NewContent, RecentSearch, SavedSearch
from search.saved.alerts import make_alerts
from search.saved.watching import forget_old as forget_old_news

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("built")]

MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def ana(person):
    return person("ana", timezone="UTC", language="en")


@pytest.fixture
def browser(client_for, ana):
    return client_for(ana, headers={"accept-language": "en"})


@pytest.fixture
def keep(browser):
    def save(text="lavadora", every="at_once", **filters):
        browser.post("/search/saved/", {"q": text, "name": text, "every": every, **filters})
        return SavedSearch.objects.latest("pk")

    return save


@pytest.fixture
def look(deliver_all):
    """``look(days=1)``: the relay has run, so many days later the searches are looked after, and what that owes is delivered."""

    def later(**passed):
        deliver_all()
        with time_machine.travel(timezone.now() + timedelta(seconds=10, **passed), tick=True):
            made = make_alerts()
            deliver_all()
        return made

    return later


def told(person):
    return list(Alert.objects.filter(search__person=person).order_by("pk").values_list("keys", flat=True))


def test_a_search_is_kept_with_its_filters_changed_paused_and_deleted(browser, ana):
    browser.post(
        "/search/saved/", {"q": "lavadora", "kind": "qa.question", "tag": "cocina", "solved": "1", "name": "Mine", "every": "week"}
    )
    [kept] = SavedSearch.objects.filter(person=ana)
    assert (kept.text, kept.kinds, kept.tags, kept.solved, kept.every) == ("lavadora", ["qa.question"], ["cocina"], "1", "week")

    page = browser.get("/search/saved/").text
    assert "/search/?q=lavadora&amp;kind=qa.question&amp;tag=cocina&amp;solved=1&amp;sort=new" in page
    browser.post(f"/search/saved/{kept.pk}/", {"do": "change", "name": "Washers", "every": "day"})
    browser.post(f"/search/saved/{kept.pk}/", {"do": "pause"})
    kept.refresh_from_db()
    assert (kept.name, kept.every, kept.paused) == ("Washers", "day", True)
    browser.post(f"/search/saved/{kept.pk}/", {"do": "delete"})
    assert not SavedSearch.objects.exists()


def test_the_same_search_is_kept_once_and_not_without_end(browser, ana):
    for number in [1, *range(1, MOST_SAVED + 3)]:
        browser.post("/search/saved/", {"q": f"bomba {number}", "name": f"n{number}"})
    browser.post("/search/saved/", {"q": "  "})

    assert SavedSearch.objects.filter(person=ana).count() == MOST_SAVED


def test_nobody_touches_anothers(browser, person, client_for, keep):
    kept = keep()
    other = client_for(person())

    for what in ("delete", "pause", "change"):
        assert other.post(f"/search/saved/{kept.pk}/", {"do": what, "name": "x"}).status_code == 404
    assert other.post(f"/search/saved/{2**70}/", {"do": "delete"}).status_code == 404
    assert "lavadora" not in other.get("/search/saved/").text
    assert Client().post("/search/saved/", {"q": "x"}).status_code == 302


def test_what_is_new_is_told_once_on_the_site_and_by_mail(ana, keep, ask, look, browser):
    ask("La lavadora de antes")
    look()
    keep()
    new = ask("La lavadora marca E04")
    ask("El horno no calienta")

    assert [look(), look(), look()] == [1, 0, 0]
    assert told(ana) == [[f"qa.question:{new.pk}"]]
    [sent] = [one for one in mail.outbox if one.to == [ana.email]]
    assert "lavadora" in sent.subject
    assert new.get_absolute_url() in sent.body
    assert "List-Unsubscribe-Post" in sent.extra_headers
    page = browser.get("/notifications/").text
    assert "New for a search you saved" in page
    assert "La lavadora marca E04" in page


def test_one_click_ends_the_mails(ana, keep, ask, look):
    keep()
    ask("La lavadora marca E04")
    look()
    [sent] = mail.outbox
    address = sent.extra_headers["List-Unsubscribe"].strip("<>")

    Client().post(address[address.index("/", 8) :], {"List-Unsubscribe": "One-Click"})
    ask("La lavadora hace ruido")
    look()

    assert len(mail.outbox) == 1
    assert Notification.objects.filter(person=ana, kind="saved_search").count() == 2
    assert Preference.objects.get(person=ana, kind="saved_search").choice == "off"


def test_daily_and_weekly_wait_for_their_morning(ana, keep, ask, deliver_all):
    with time_machine.travel(MONDAY_NOON - timedelta(days=3), tick=True):  # Friday
        keep("lavadora", "day")
        keep("lavadora marca", "week")
        new = ask("La lavadora marca E04")
        deliver_all()
    seen = []
    for day, hour in ((-2, 6), (-2, 12), (-2, 13), (-1, 12), (0, 12), (0, 13)):
        with time_machine.travel((MONDAY_NOON + timedelta(days=day)).replace(hour=hour), tick=True):
            seen.append(make_alerts())

    assert seen == [0, 1, 0, 0, 0, 0]  # the weekly one would tell of the same again
    assert told(ana) == [[f"qa.question:{new.pk}"]]


def test_a_weekly_one_tells_on_monday(ana, keep, ask, deliver_all):
    with time_machine.travel(MONDAY_NOON - timedelta(days=3), tick=True):
        keep("lavadora", "week")
        ask("La lavadora marca E04")
        deliver_all()
    seen = []
    for day in (-2, -1, 0, 1):
        with time_machine.travel(MONDAY_NOON + timedelta(days=day), tick=True):
            seen.append(make_alerts())

    assert seen == [0, 0, 1, 0]


def test_what_was_paused_is_not_told_afterwards(ana, keep, ask, look, browser):
    kept = keep()
    browser.post(f"/search/saved/{kept.pk}/", {"do": "pause"})
    ask("La lavadora marca E04")
    look()
    browser.post(f"/search/saved/{kept.pk}/", {"do": "resume"})
    look()
    assert told(ana) == []

    new = ask("La lavadora hace ruido")
    look()
    assert told(ana) == [[f"qa.question:{new.pk}"]]


def test_an_alert_tells_nothing_one_may_not_see_or_wrote_oneself(ana, viewer, keep, ask, look, deliver_all):
    keep()
    content["qa.question"].hold(ask("La lavadora retenida").pk, HOUSE)
    content["qa.question"].hide(ask("La lavadora oculta").pk, HOUSE, "test")
    ask("Mi lavadora propia", by=viewer(ana, trust=3))

    assert look() == 0

    later = ask("La lavadora marca E04")
    deliver_all()
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True):
        assert make_alerts() == 1
        content["qa.question"].hide(later.pk, HOUSE, "test")  # between the finding and the telling
        deliver_all()
    assert [one for one in mail.outbox if ana.email in one.to] == []


@pytest.mark.parametrize(
    "away, back",
    [
        (lambda room, id: room.hold(id, HOUSE), lambda room, id: room.approve(id, HOUSE)),
        (lambda room, id: room.hide(id, HOUSE, "test"), lambda room, id: room.restore(id, HOUSE)),
    ],
    ids=["held", "hidden"],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["indexed before", "away before it was indexed"])
def test_what_was_out_of_sight_at_that_moment_is_told_when_it_is_back_once(ana, keep, ask, look, deliver_all, away, back, at_once):
    keep()
    new = ask("La lavadora marca E04")
    if at_once:
        deliver_all()
    away(content["qa.question"], new.pk)
    assert look() == 0
    ask("El horno no calienta")
    assert look() == 0

    back(content["qa.question"], new.pk)
    assert [look(), look()] == [1, 0]
    away(content["qa.question"], new.pk)
    look()
    back(content["qa.question"], new.pk)
    assert look() == 0
    assert told(ana) == [[f"qa.question:{new.pk}"]]


def test_what_is_back_is_no_news_for_a_search_that_is_younger(ana, keep, ask, look, browser):
    early = ask("La lavadora marca E04")
    look()
    kept = keep()
    browser.post(f"/search/saved/{kept.pk}/", {"do": "pause"})
    paused = ask("La lavadora hace ruido")
    look()
    browser.post(f"/search/saved/{kept.pk}/", {"do": "resume"})

    for old in (early, paused):
        content["qa.question"].hide(old.pk, HOUSE, "test")
        look()
        content["qa.question"].restore(old.pk, HOUSE)

    assert look() == 0
    assert told(ana) == []


def test_a_topic_that_comes_out_of_a_closed_forum_is_new_to_those_who_did_not_see_it(person, look, viewer):
    from forums.actions.move import move
    from forums.actions.start_topic import start_topic
    from tests.forums.conftest import make_forum, say

    ana, agent = person(timezone="UTC"), person(roles=("agent",), timezone="UTC")
    for each in (ana, agent):
        SavedSearch.objects.create(person=each, name="n", text="lavadora", every="at_once")
    inside, outside = make_forum("Equipo", lang="es"), make_forum("Lavadoras", lang="es")
    for whom in ("anonymous_user", "authenticated_user"):
        say(inside, False, "can_see_forum", "can_read_forum", **{whom: True})
    moderator = viewer(person(roles=("moderator",), trust=3))
    topic = start_topic(inside, moderator, title="La lavadora nueva", body="Sale en mayo.", lang="es")
    look()
    assert (told(ana), told(agent)) == ([], [[f"forums.topic:{topic.pk}"]])

    move(topic, moderator, outside)
    look()

    assert (told(ana), told(agent)) == ([[f"forums.topic:{topic.pk}"]], [[f"forums.topic:{topic.pk}"]])


@pytest.mark.parametrize("text", ["zarzamora", "lavadora zarzamora", "labadora", '"lavadora que baila"', "lavadora -marca"])
def test_an_alert_is_strict(ana, keep, ask, look, text):
    """On the page a mended or relaxed search helps; a mail about it would be noise."""
    keep(text)
    ask("La lavadora marca E04")

    assert look() == 0


def test_filters_hold_for_alerts(ana, keep, ask, look):
    keep("lavadora", tag="cocina")
    ask("La lavadora marca E04")
    fits = ask("La lavadora camina", tags=("cocina",))

    look()
    assert told(ana) == [[f"qa.question:{fits.pk}"]]


def test_answers_and_edits_are_no_news(ana, keep, ask, answer, regular, look):
    from qa.actions.edit import edit_question

    old = ask("El horno no calienta")
    look()
    keep()
    answer(old, "Como la lavadora, desenchufa.")
    edit_question(old, regular, title="El horno y la lavadora", body="No calienta", tags=())

    assert look() == 0


def test_nothing_is_lost_while_the_index_is_away(ana, keep, ask, deliver_all, look):
    import shutil

    from django.conf import settings

    from search.engines import engine
    from search.indexing import rebuild

    keep()
    ask("La lavadora marca E04")
    deliver_all()
    shutil.rmtree(settings.SEARCH_INDEX)
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True):
        assert make_alerts() == 0
    rebuild(engine(), lambda done, total, cursor: None)
    assert look() == 1


def test_what_waits_to_be_indexed_is_told_later(ana, keep, ask, look):
    keep()
    ask("La lavadora marca E04")
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True):
        assert make_alerts() == 0

    assert look() == 1


@pytest.mark.parametrize("people", [1, 6])
def test_one_search_for_all_who_saved_the_same(person, ask, deliver_all, people, django_assert_max_num_queries):
    for _ in range(people):
        SavedSearch.objects.create(person=person(timezone="UTC"), name="n", text="horno", every="at_once")
    ask("La lavadora marca E04")
    deliver_all()

    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True), django_assert_max_num_queries(14):
        assert make_alerts() == 0


def test_old_news_are_forgotten_but_not_the_count(ask, deliver_all):
    ask("Una")
    last = ask("Otra")
    deliver_all()
    NewContent.objects.update(at=timezone.now() - timedelta(days=40))

    forget_old_news()

    assert list(NewContent.objects.values_list("key", flat=True)) == [f"qa.question:{last.pk}"]


def test_last_searches_are_kept_of_those_alone_who_agreed(browser, ana, ask, deliver_all):
    browser.get("/search/", {"q": "bomba"})
    assert browser.get("/search/recent/").json() == {"texts": []}

    give_consent(ana, Consent.Purpose.ANALYTICS, how=Consent.How.BANNER)
    for text in ("bomba", "filtro", "bomba"):
        browser.get("/search/", {"q": text})
    assert browser.get("/search/recent/").json() == {"texts": ["bomba", "filtro"]}
    assert "filtro" in browser.get("/search/").text

    browser.post("/search/recent/forget/", {"text": "bomba"})
    assert browser.get("/search/recent/").json() == {"texts": ["filtro"]}
    assert browser.post("/search/recent/forget/", {"next": "https://evil.example/"}).url == "/search/"
    assert browser.get("/search/recent/").json() == {"texts": []}
    assert Client().get("/search/recent/").json() == {"texts": []}


def test_they_go_with_the_consent_and_when_there_are_many(ana, viewer, deliver_all):
    give_consent(ana, Consent.Purpose.ANALYTICS, how=Consent.How.BANNER)
    for number in range(MOST_KEPT + 5):
        note_recent(viewer(ana), f"bomba {number}")
    forget_old()
    assert RecentSearch.objects.filter(person=ana).count() == MOST_KEPT

    withdraw_consent(ana, Consent.Purpose.ANALYTICS)
    deliver_all()
    assert not RecentSearch.objects.exists()


def test_a_persons_searches_are_exported_and_erased(ana, keep, viewer, tmp_path):
    from zipfile import ZipFile

    from config.privacy.erase import erase
    from config.privacy.export import export

    keep()
    RecentSearch.objects.create(person=ana, text="bomba")
    export(ana, tmp_path / "own.zip")
    with ZipFile(tmp_path / "own.zip") as archive:
        assert b"lavadora" in archive.read("data/search.SavedSearch.person.json")
        assert b"bomba" in archive.read("data/search.RecentSearch.person.json")

    erase(ana)
    assert not SavedSearch.objects.exists()
    assert not RecentSearch.objects.exists()
