import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page

from core.imports import Pace
from kb.actions.import_articles import ArticleRow, import_articles
from kb.models import ArticlePage, Rating

pytestmark = pytest.mark.django_db

HOSTILE = "## <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n## Second\n\ntext"


def many(topic, number, lang="en"):
    rows = [
        ArticleRow(f"{topic.pk}-{n}", lang, topic.pk, f"Article number {n}", f"<p>Words {n}.</p>", tags=("filter",)) for n in range(number)
    ]
    import_articles("test", rows, Pace())


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def test_headings_have_anchors_that_the_contents_lead_to(published, client):
    page = client.get(published().url).content.decode()

    assert re.findall(r'<h2 id="(when|steps)">', page) == ["when", "steps"]
    assert 'href="#when"' in page
    assert page.count("<h1") == 1


def test_no_heading_takes_an_address_that_is_taken_on_the_page(published, person, client_for):
    client = client_for(person())
    ids = {*re.findall(r' id="([a-z-]+)"', client.get(published().url).text), "next-heading", "would-heading", "rating-comment"}
    headings = [*sorted(ids), *sorted(ids)]

    page = client.get(published(title="Named alike", text="\n\n".join(f"## {name}\n\nText." for name in headings)).url).text

    found = re.findall(r' id="([^"]+)"', page)
    assert len(found) == len(set(found))
    assert set(re.findall(r'href="#(content|helpful[-0-9]*)"', page)) == {"content", "helpful-2", "helpful-3"}


def test_hostile_text_is_harmless(published, client):
    page = client.get(published(text=HOSTILE, title="<script>alert(1)</script> in a title").url).content.decode()

    assert not re.search(r"<script>|<img src=x|href=\"javascript", page)
    for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        json.loads(found)


def test_search_engines_are_told_what_it_is(published, person, client):
    ana = person(display_name='Ana "la" Ruiz')
    article = published(by=ana)
    page = client.get(article.url).content.decode()

    told, way = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])

    assert (told["@type"], told["headline"], told["author"][0]["name"]) == ("Article", article.title, ana.name)
    assert [step["name"] for step in way["itemListElement"]][-1] == article.title
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{article.url}">' in page


def test_a_stale_or_obsolete_article_says_so(published, client, staff, client_for):
    article = published()
    assert article.verify_by > timezone.localdate()
    ArticlePage.objects.filter(pk=article.pk).update(verify_by=timezone.localdate() - timedelta(days=1))
    agent = client_for(staff("agent"))
    assert "Nobody has checked this article" in agent.get(article.url).content.decode()

    agent.post(f"/kb/articles/{article.pk}/verify/", {"still": "no"})
    assert "This article is out of date" in client.get(article.url).content.decode()
    agent.post(f"/kb/articles/{article.pk}/verify/", {"still": "yes"})
    assert "out of date" not in client.get(article.url).content.decode()


def test_members_do_not_say_whether_it_is_right(published, person, client_for):
    assert client_for(person()).post(f"/kb/articles/{published().pk}/verify/", {"still": "no"}).status_code == 404


def test_languages_of_an_article_name_each_other(published, client):
    article = published()
    spanish = Locale.objects.get(language_code="es")
    for page in (Page.objects.get(pk=article.get_parent().pk).specific, article):
        copied = page.copy_for_translation(spanish, copy_parents=True)
    copied.title = "Limpia el filtro"
    assert 'hreflang="es"' not in client.get(article.url).content.decode()
    copied.save_revision().publish()

    page = client.get(article.url).content.decode()

    assert f'<link rel="alternate" hreflang="es" href="http://127.0.0.1:8000{copied.url}">' in page
    assert "Limpia el filtro" in page
    assert copied.url.startswith("/es/kb/")
    assert article.title in client.get(copied.url).content.decode()


def test_the_room_leads_to_the_readers_language(client, published):
    assert client.get("/kb/", headers={"Accept-Language": "pt"})["Location"] == "/pt/kb/"
    assert client.get("/kb/", headers={"Accept-Language": "en"})["Location"] == "/en/kb/"
    assert client.get("/kb/", headers={"Accept-Language": "fr"})["Location"] == "/es/kb/"


def test_lists_cost_the_same_for_2_and_50_articles(topic, topic_in, home, person, client_for):
    browser = client_for(person())
    few, lots = topic_in(home), topic_in(home)
    many(few, 2)
    small = (queries(browser, few.url), queries(browser, home.url), queries(browser, "/api/v1/articles/"), queries(browser, "/kb/feed/"))
    many(lots, 50)

    large = (queries(browser, lots.url), queries(browser, home.url), queries(browser, "/api/v1/articles/"), queries(browser, "/kb/feed/"))

    assert small == large


def test_an_article_costs_the_same_with_2_and_50_people_and_ratings(published, person, client_for):
    browser, article = client_for(person()), published()
    before = queries(browser, article.url)
    for _ in range(20):
        somebody = person()
        article.contributions.create(person=somebody, role="editor", version=1, credited_at=timezone.now())
        Rating.objects.create(article=article, version=1, visitor=f"person:{somebody.pk}", person=somebody, helpful=True)

    assert queries(browser, article.url) == before


def test_long_lists_come_in_pages(topic, client):
    many(topic, 45)
    address, seen = topic.url, []

    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"<a href=\"[^\"]*/article-number-\d+/\">(Article number \d+)</a>", page)
        following = re.search(r'<a href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""

    assert len(seen) == len(set(seen)) == 45
    assert client.get(f"{topic.url}?after=nonsense").status_code == 404


def test_a_guest_is_counted_though_the_page_was_kept(published, client):
    from core import interactions
    from core.models import Interaction

    article = published()
    for _ in range(3):
        client.get(article.url)
    interactions.flush()

    assert Interaction.objects.filter(ref_kind="kb.article", ref_id=article.pk, kind="view").count() == 3


def test_staff_see_what_is_to_be_checked_most_overdue_first(published, staff, person, client_for):
    late, later = published(title="Checked long ago by somebody"), published(title="Checked a month ago only")
    ArticlePage.objects.filter(pk=late.pk).update(verify_by=timezone.localdate() - timedelta(days=90))
    ArticlePage.objects.filter(pk=later.pk).update(verify_by=timezone.localdate() - timedelta(days=1))

    page = client_for(staff("agent")).get("/kb/due/").content.decode()

    assert 0 < page.index(late.title) < page.index(later.title)
    assert client_for(person()).get("/kb/due/").status_code == 404


def test_a_guide_reached_in_a_journey_asks_one_question_after_the_other(published, client, deliver_all):
    from crm_sync.models import Journey, Said

    article, english = published(), {"Accept-Language": "en"}
    read = client.get(article.url, {"journey": "journey-01"}, headers=english).content.decode()
    rated = client.post(f"/kb/articles/{article.pk}/rating/", {"helpful": "yes", "journey": "journey-01"}, headers=english).content.decode()

    assert "Did this guide help?" in read
    assert "Did this answer your question?" not in read
    assert "would you have contacted support?" in rated

    said = re.search(r'name="id" value="(\d+)"', rated)
    client.post("/support/solved/", {"journey": "journey-01", "kind": "kb.article", "id": said[1], "would": "yes"})
    deliver_all()

    assert list(Said.objects.order_by("at").values_list("what", "answered", "would_have_contacted")) == [
        ("answered", True, None),
        ("answered", True, True),
    ]
    assert Journey.objects.get().outcome == "confirmed"


def test_a_rating_outside_of_any_journey_says_nothing_of_one(published, client, deliver_all):
    from crm_sync.models import Said

    client.post(f"/kb/articles/{published().pk}/rating/", {"helpful": "yes"})
    deliver_all()

    assert not Said.objects.exists()
