"""What is told of a search without anybody looking: alerts of saved searches, and feeds."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from core.content import content
from core.viewer import HOUSE
from search.models import Alert, SavedSearch
from search.saved.alerts import make_alerts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(deliver_all):
    """What happened is indexed; a little later the searches are looked after."""

    def later():
        deliver_all()
        with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True):
            return make_alerts()

    return later


def test_alerts_are_strict_and_tell_of_what_is_new_or_back_once(site, ask, person, look):
    ana = person(timezone="UTC")
    for text in ("lavadora marca", "labadora", "lavadora zarzamora", '"marca lavadora"', "lavadora -marca"):
        SavedSearch.objects.create(person=ana, name="n", text=text, every="at_once")
    SavedSearch.objects.create(person=ana, name="n", text="marca", tags=["cocina"], every="at_once")

    new, tagged = ask("La lavadora marca E04"), ask("El horno marca E7", tags=("cocina",))
    content["qa.question"].hide(new.pk, HOUSE, "test")
    assert look() == 1
    content["qa.question"].restore(new.pk, HOUSE)

    assert [look(), look()] == [1, 0]
    told = Alert.objects.order_by("pk").values_list("search__text", "keys")
    assert list(told) == [("marca", [f"qa.question:{tagged.pk}"]), ("lavadora marca", [f"qa.question:{new.pk}"])]


def test_a_feed_has_what_is_public_newest_first(site, ask, client, deliver_all):
    caches["pages"].clear()
    old, new = ask("Lavadora vieja", tags=("cocina",)), ask("Lavadora nueva")
    content["qa.question"].hold(ask("Lavadora retenida").pk, HOUSE)
    deliver_all()

    asked = ({"q": "lavadora"}, {"q": "lavadora", "tag": "cocina"}, {"q": "labadora"})
    feed, narrowed, mistyped = (client.get("/search/feed/", query).text for query in asked)

    assert feed.index(new.get_absolute_url()) < feed.index(old.get_absolute_url())
    assert [told.count("<entry>") for told in (feed, narrowed, mistyped)] == [2, 1, 0]
    content["qa.question"].hide(new.pk, HOUSE, "test")
    assert client.get("/search/feed/", {"q": "lavadora"}).text.count("<entry>") == 1
