"""Addresses of pages that editors write: translations, moves, removals."""

import pytest
from wagtail.models import Locale

from blog.models import BlogIndexPage, HomePage, LandingPage
from kb.models import KnowledgeBasePage, TopicPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def landing(db):
    def make(title="Summer of fryers", lang="en", under=None, source=None):
        page = LandingPage(title=title, locale=Locale.objects.get(language_code=lang))
        if source:
            page.translation_key = source.translation_key
        (under or HomePage.objects.get(locale__language_code=lang)).add_child(instance=page)
        page.save_revision().publish()
        return LandingPage.objects.get(pk=page.pk)

    return make


def test_a_landing_page_shows_itself(client, landing):
    page = client.get(landing().url)

    assert page.status_code == 200
    assert "<h1>Summer of fryers</h1>" in page.text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/en/summer-of-fryers/">' in page.text


def test_translations_name_each_other(client, landing):
    english = landing()
    spanish = landing("Verano de freidoras", "es", source=english)

    page = client.get(english.url).text

    assert f'hreflang="es" href="http://127.0.0.1:8000{spanish.url}"' in page
    assert 'hreflang="pt-BR"' not in page


def test_the_language_switch_leads_to_the_translation(client, landing):
    english = landing()
    spanish = landing("Verano de freidoras", "es", source=english)

    answer = client.post("/appearance/language/", {"language": "es", "next": english.url})

    assert answer["Location"] == spanish.url


@pytest.mark.parametrize(
    "at, leads_to",
    [
        ("/en/", "/pt/"),
        ("/en/blog/", "/pt/blog/"),
        ("/en/summer-of-fryers/", "/pt/"),
        ("/en/nothing/", "/pt/"),
        ("/questions/?sort=new", "/questions/?sort=new"),
    ],
)
def test_without_a_translation_it_leads_to_the_nearest_page_above(client, landing, at, leads_to):
    landing()

    assert client.post("/appearance/language/", {"language": "pt", "next": at})["Location"] == leads_to


def test_the_old_address_leads_to_the_new_one(client, landing):
    page = landing()
    page.slug = "fryers"
    page.save_revision().publish()

    answer = client.get("/en/summer-of-fryers/")

    assert (answer.status_code, answer["Location"]) == (301, "/en/fryers/")


@pytest.mark.parametrize("audience, status", [("public", 301), ("employees", 404)])
def test_an_old_address_tells_nothing_of_what_the_reader_may_not_see(client, audience, status):
    topic = TopicPage(title="Price lists", audience=audience, locale=Locale.objects.get(language_code="en"))
    KnowledgeBasePage.objects.get(locale__language_code="en").add_child(instance=topic)
    topic.save_revision().publish()
    topic.slug = "secret-discounts"
    topic.save_revision().publish()

    answer = client.get("/en/kb/price-lists/")

    assert answer.status_code == status
    assert "secret" not in answer.headers.get("Location", "") or audience == "public"


def test_what_was_taken_away_is_gone(client, landing):
    page = landing()
    page.unpublish()
    assert client.get(page.url).status_code == 410

    page.save_revision().publish()
    assert client.get(page.url).status_code == 200

    page.delete()
    assert client.get("/en/summer-of-fryers/").status_code == 410


@pytest.mark.parametrize("audience, status", [("public", 410), ("employees", 404)])
def test_only_what_everybody_could_read_is_said_to_be_gone(client, audience, status):
    topic = TopicPage(title="Price lists", audience=audience, locale=Locale.objects.get(language_code="en"))
    KnowledgeBasePage.objects.get(locale__language_code="en").add_child(instance=topic)
    topic.save_revision().publish()

    TopicPage.objects.get(pk=topic.pk).unpublish()

    assert client.get("/en/kb/price-lists/").status_code == status


def test_what_never_was_is_not_found(client):
    assert client.get("/en/never-was/").status_code == 404


def test_an_unknown_address_is_so_at_once(client):
    assert client.get("/never-was/").status_code == 404


def test_each_home_has_its_own_address_and_the_bare_one_is_the_readers(client):
    page = client.get("/", headers={"Accept-Language": "pt"}).text

    assert '<link rel="canonical" href="http://127.0.0.1:8000/pt/">' in page
    assert 'hreflang="x-default" href="http://127.0.0.1:8000/"' in page
    assert '"@type": "SearchAction"' in page
    assert '<html lang="en"' in client.get("/en/", headers={"Accept-Language": "pt"}).text


def test_places_of_the_bar_know_where_the_reader_is(client):
    page = client.get(BlogIndexPage.objects.get(locale__language_code="en").url).text

    assert '<a href="/blog/" aria-current="page">' in page


def test_browsers_are_told_how_to_search(client):
    told = client.get("/opensearch.xml")

    assert told["Content-Type"].startswith("application/opensearchdescription+xml")
    assert "/search/?q={searchTerms}" in told.text
    assert 'href="/opensearch.xml"' in client.get("/questions/").text


def test_all_feeds_stand_on_one_page(client):
    assert "/blog/feed/es/" in client.get("/feeds/").text
