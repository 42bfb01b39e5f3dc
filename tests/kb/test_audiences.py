"""Every door × every reader, from one table."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import PageViewRestriction, ReferenceIndex

from core.content import content
from core.ports.suggester import suggest
from core.uploads.pages import stands_where
from core.viewer import GUEST
from kb.models import ArticlePage

pytestmark = pytest.mark.django_db

WORD = "quokkafilter"
READERS = ("guest", "unconfirmed", "member", "agent", "moderator", "manager", "admin")
OPEN_TO = {
    "public": set(READERS),
    "customers": {"member", "agent", "moderator", "manager", "admin"},
    "employees": {"agent", "moderator", "manager", "admin"},
}


@pytest.fixture
def reader(person, staff, client, client_for, viewer):
    """``reader("member")``: a browser and a viewer."""

    def make(name):
        if name == "guest":
            return client, GUEST
        somebody = person(confirmed=False) if name == "unconfirmed" else person() if name == "member" else staff(name)
        return client_for(somebody), viewer(somebody)

    return make


@pytest.fixture(params=["own", "inherited"])
def article_for(request, published, topic, topic_in):
    """``article_for("employees")``: closed by itself, or by a topic two steps above it."""

    def make(audience):
        if request.param == "own":
            return published(title=f"How to clean the {WORD} at home", audience=audience)
        above = topic_in(topic, audience=audience)
        return published(title=f"How to clean the {WORD} at home", under=topic_in(above))

    return make


@pytest.mark.parametrize("audience", OPEN_TO)
def test_each_door_opens_for_those_who_may_know_alone(audience, article_for, reader, deliver_all):
    article = article_for(audience)
    deliver_all()

    for name in READERS:
        browser, viewer = reader(name)

        assert doors(article, browser, viewer) == dict.fromkeys(DOORS, name in OPEN_TO[audience]), name


DOORS = (
    "page, its address by number, history, similar, home, topic, api list, api, card, "
    "search, api search, suggestion, api suggestion, rating"
).split(", ")


def doors(article, browser, viewer):
    """Which doors show ``article`` to this reader."""

    def shows(address: str) -> bool:
        response = browser.get(address, follow=True)
        assert response.status_code in (200, 404), address
        told = response.content.decode().replace("<mark>", "").replace("</mark>", "")
        return response.status_code == 200 and article.title in told

    shown = (
        shows(article.url),
        shows(f"/kb/articles/{article.pk}/"),
        shows(f"/kb/articles/{article.pk}/history/"),
        shows(f"/search/similar/kb.article/{article.pk}/"),
        shows("/en/kb/"),
        shows(article.get_parent().url),
        shows("/api/v1/articles/"),
        shows(f"/api/v1/articles/{article.pk}/"),
        bool(content["kb.article"].cards([article.pk], viewer)),
        shows(f"/search/?q={WORD}"),
        shows(f"/api/v1/search/?q={WORD}"),
        any(found.id == article.pk for found in suggest(WORD, viewer)),
        shows(f"/api/v1/suggestions/?q={WORD}"),
        browser.post(f"/kb/articles/{article.pk}/rating/", {"helpful": "yes"}).status_code == 200,
    )
    return dict(zip(DOORS, shown, strict=True))


@pytest.mark.parametrize("audience", OPEN_TO)
def test_feeds_and_the_sitemap_are_public(audience, article_for, client, staff, client_for):
    article = article_for(audience)
    for browser in (client, client_for(staff("admin"))):
        feed = browser.get("/kb/feed/", headers={"Accept-Language": "en"}).content.decode()
        sitemap = browser.get("/sitemap-articles.xml").content.decode()

        assert (WORD in feed) == (WORD in sitemap) == (audience == "public")
        assert (article.get_parent().url in browser.get("/sitemap-topics.xml").content.decode()) or audience != "public"


def test_the_strictest_on_the_way_counts(home, topic_in, published, viewer, person):
    customers = topic_in(home, audience="customers")
    article = published(under=topic_in(customers), audience="employees")
    wider = published(under=topic_in(customers))

    seen = set(ArticlePage.objects.visible_to(viewer(person())).values_list("pk", flat=True))

    assert article.pk not in seen
    assert wider.pk in seen
    assert content["kb.article"].documents([article.pk, wider.pk])[article.pk].audiences == ("employees",)
    assert content["kb.article"].documents([wider.pk])[wider.pk].audiences == ("customers",)


def test_what_wagtail_closes_is_for_staff(published, client, staff, client_for):
    article = published()
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type=PageViewRestriction.LOGIN)

    assert client.get(f"/kb/articles/{article.pk}/").status_code == 404
    assert content["kb.article"].documents([article.pk])[article.pk].audiences == ("employees",)
    assert client_for(staff("agent")).get(article.url).status_code == 200


def test_closing_a_topic_takes_its_articles_from_search(published, topic, client, deliver_all):
    article = published(title=f"How to clean the {WORD} at home")
    deliver_all()
    assert client.get(f"/api/v1/search/?q={WORD}").json()["count"] == 1

    topic.audience = "employees"
    topic.save_revision().publish()

    assert client.get(f"/api/v1/search/?q={WORD}").json() | {"took_ms": 0} == client.get("/api/v1/search/?q=xyzzyq").json() | {"took_ms": 0}
    deliver_all()
    assert client.get(f"/api/v1/search/?q={WORD}").json()["count"] == 0
    assert article.title not in client.get("/en/kb/").content.decode()


@pytest.mark.parametrize("audience", OPEN_TO)
def test_pictures_and_documents_follow_their_page(audience, published, topic, viewer, person):
    """`core.uploads` asks whether the reader may see a page that shows the file: pages answer with `visible_to`."""
    article = published(audience=audience)
    ReferenceIndex.objects.create(
        base_content_type=ContentType.objects.get(app_label="wagtailcore", model="page"),
        content_type=ContentType.objects.get_for_model(ArticlePage),
        object_id=str(article.pk),
        to_content_type=ContentType.objects.get(app_label="wagtailcore", model="page"),
        to_object_id=str(topic.pk),
        model_path="body",
        content_path="body",
        content_path_hash="00000000-0000-0000-0000-000000000001",
    )

    assert stands_where(topic, GUEST) == (audience == "public")
    assert stands_where(topic, viewer(person())) == (audience != "employees")


@pytest.mark.parametrize("name", READERS)
def test_previews_are_for_editors(name, proposed, reader):
    article = proposed(title=f"How to clean the {WORD} at home")
    browser, _viewer = reader(name)

    response = browser.get(f"/admin/pages/{article.pk}/view_draft/")

    assert response.status_code == (200 if name in OPEN_TO["employees"] else 302 if name == "guest" else 403)
    assert browser.get(f"/en/kb/{article.get_parent().slug}/{article.slug}/").status_code == 404
    assert browser.get(f"/kb/articles/{article.pk}/").status_code == 404
