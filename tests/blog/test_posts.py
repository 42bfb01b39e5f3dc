import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.events import PostPublished, PostUnpublished
from blog.models import BlogPostPage, Edition
from blog.periodic import tell_what_was_not_told
from core.content import content
from core.events.content import ContentEdited
from core.viewer import GUEST

pytestmark = pytest.mark.django_db


def test_a_post_shows_what_its_editors_wrote(client, publish, person):
    post = publish(
        author=person(display_name="Renata Escamilla"),
        tags=["washers"],
        body=[
            ("heading", "The hum"),
            ("paragraph", '<p>It is the <b>pump</b>. <script>alert(1)</script><a href="javascript:alert(1)">x</a></p>'),
            ("code", {"language": "python", "code": "print(1)"}),
            ("quote", {"text": "Clean it twice a year.", "by": "The manual"}),
        ],
    )

    page = client.get(post.url).text

    assert "<h1>Five noises of a washing machine</h1>" in page
    assert '<h2 id="s-the-hum">The hum</h2>' in page
    assert "It is the <b>pump</b>." in page
    assert "alert(1)" not in page
    assert "tok-" in page
    assert "Clean it twice a year." in page
    assert "Renata Escamilla" in page
    assert '"@type": "BlogPosting"' in page
    assert "BreadcrumbList" in page


def test_a_post_is_known_by_its_sections_which_its_page_has(client, publish):
    post = publish(
        body=[
            ("paragraph", "<p>Before.</p>"),
            ("heading", "The hum & <all>"),
            ("paragraph", "<p>It is the <b>pump</b>.</p><h3>At night</h3><p>Close the door.</p>"),
            ("quote", {"text": "It <hums>.", "by": "Ana"}),
            ("code", {"language": "", "code": "if a < b:"}),
        ]
    )
    card = content["blog.post"].card(post.pk, GUEST)
    parts = content["blog.post"].documents([post.pk])[post.pk].parts

    assert [(part.headings, part.text, part.anchor) for part in parts] == [
        ((), "What each of them means.\nBefore.", ""),
        (("The hum & <all>",), "It is the pump.", "s-the-hum-all"),
        (("The hum & <all>", "At night"), "Close the door.\nIt <hums>.\nif a < b:", "s-the-hum-all"),
    ]
    assert content["blog.post"].parts(card) == parts
    assert 'id="s-the-hum-all"' in client.get(post.url).text


def test_headings_that_say_the_same_have_addresses_of_their_own(client, publish):
    again = [("heading", "What helps"), ("paragraph", "<p>A new belt.</p><h3>At once</h3><p>Unplug it.</p>")]
    post = publish(body=[("heading", "What helps"), ("paragraph", "<p>A level floor.</p>"), *again, ("heading", "What helps 2")])

    parts = content["blog.post"].documents([post.pk])[post.pk].parts
    page = client.get(post.url).text

    assert [(part.text, part.anchor) for part in parts if part.headings or part.anchor] == [
        ("A level floor.", "s-what-helps"),
        ("A new belt.", "s-what-helps-2"),
        ("Unplug it.", "s-what-helps-2"),
        ("What helps 2", "s-what-helps-2-2"),
    ]
    assert re.findall(r'<h2 id="(s-[^"]+)">', page) == ["s-what-helps", "s-what-helps-2", "s-what-helps-2-2"]


def test_drafts_are_not_there(client, publish, index):
    draft = publish("Not yet", live=False)

    assert client.get(draft.url).status_code == 404
    assert "Not yet" not in client.get(index.url).text
    assert "Not yet" not in client.get("/blog/feed/en/").text
    assert content["blog.post"].cards([draft.pk], GUEST) == {}
    assert content["blog.post"].documents([draft.pk]) == {}


def test_the_index_lists_the_newest_first_in_pages(client, publish, index):
    now = timezone.now()
    for day in range(12):
        publish(f"Post number {day:02}", date=now - timedelta(days=day))

    first = client.get(index.url).text
    second = client.get(index.url + first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]).text

    assert first.index("number 00") < first.index("number 09")
    assert "number 10" not in first
    assert "number 10" in second
    assert "noindex" in second


def test_the_index_by_tag(client, publish, index):
    publish("About pumps", tags=["pumps"])
    publish("About doors", tags=["doors"])

    page = client.get(f"{index.url}?tag=pumps").text

    assert "About pumps" in page
    assert "About doors" not in page
    assert client.get(f"{index.url}?tag=nothing").status_code == 404


def test_before_and_after(client, publish):
    now = timezone.now()
    old = publish("The old one", date=now - timedelta(days=2), tags=["pumps"])
    middle = publish("The middle one", date=now - timedelta(days=1), tags=["pumps"])
    new = publish("The new one", date=now)

    page = client.get(middle.url).text

    assert f'href="{old.url}" rel="prev"' in page
    assert f'href="{new.url}" rel="next"' in page
    assert f'hx-get="/search/similar/blog.post/{middle.pk}/"' in page


def test_a_post_costs_the_same_however_much_is_said(client, publish, say):
    post = publish(tags=["a", "b"])
    for _ in range(2):
        say(post)
    client.get(post.url)
    with CaptureQueriesContext(connection) as few:
        client.get(post.url + "?x=1")
    for _ in range(48):
        say(post)

    with CaptureQueriesContext(connection) as many:
        client.get(post.url + "?x=2")

    assert len(many) == len(few) <= 24


def test_the_index_costs_the_same_for_two_and_for_ten(client, publish, index, person):
    for number in range(2):
        publish(f"Post {number}", author=person())
    client.get(index.url)
    with CaptureQueriesContext(connection) as few:
        client.get(index.url + "?x=1")
    for number in range(2, 10):
        publish(f"Post {number}", author=person())

    with CaptureQueriesContext(connection) as many:
        client.get(index.url + "?x=2")

    assert len(many) == len(few) <= 20


def test_publishing_is_told_once_and_each_version_raises_the_edition(post, events):
    first = content["blog.post"].documents([post.pk])[post.pk]
    post.summary = "Another summary."
    post.save_revision().publish()
    post.save_revision().publish()

    second = content["blog.post"].documents([post.pk])[post.pk]

    assert second.revision == first.revision + 2
    assert second.audiences == ("public",)
    assert "Another summary." in second.parts[0].text
    assert [told["first"] for told in events(PostPublished)] == [True, False, False]
    assert len(events(ContentEdited)) == 2


def test_withdrawing_and_deleting_are_told(publish, events):
    one, other = publish("One"), publish("Other")

    one.unpublish()
    other.delete()

    assert {told["page_id"] for told in events(PostUnpublished)} == {one.pk, other.pk}


def test_searched_for_and_found(client, publish, deliver_all):
    publish("Five noises of a washing machine", body=[("paragraph", "<p>A whistling bearing.</p>")])
    deliver_all()

    found = client.get("/api/v1/search/?q=whistling+bearing").json()["results"]

    assert [row["kind"] for row in found] == ["blog.post"]


def test_feeds_in_both_forms_by_language_and_tag(client, publish):
    publish("About pumps", tags=["pumps"])
    publish("About doors", tags=["doors"])

    atom, rss = client.get("/blog/feed/en/"), client.get("/blog/feed/en/rss/")

    assert atom["Content-Type"].startswith("application/atom+xml")
    assert rss["Content-Type"].startswith("application/rss+xml")
    assert "About doors" in atom.text
    assert "About doors" in rss.text
    assert "About doors" not in client.get("/blog/feed/en/tag/pumps/").text
    assert client.get("/blog/feed/xx/").status_code == 404


def test_the_address_without_a_language_leads_to_the_readers_own(client, post):
    assert client.get("/blog/", headers={"Accept-Language": "pt"})["Location"] == "/pt/blog/"
    assert client.get(f"/blog/posts/{post.pk}/")["Location"] == post.url


def test_a_persons_language_does_not_change_the_page_of_another(client_for, person, post):
    page = client_for(person(language="es")).get(post.url)

    assert page.status_code == 200
    assert '<html lang="en"' in page.text


def test_posts_by_machine(client, publish, person):
    post = publish(author=person(username="renata"), tags=["pumps"])

    listed = client.get("/api/v1/posts/?lang=en").json()["results"]
    one = client.get(f"/api/v1/posts/{post.pk}/").json()

    assert [row["id"] for row in listed] == [post.pk]
    assert one["title"] == post.title
    assert one["author"]["username"] == "renata"
    assert one["tags"] == ["pumps"]
    assert "pump" in one["text"]
    assert client.get("/api/v1/posts/?lang=es").json()["results"] == []
    assert client.get("/api/v1/posts/999999/").status_code == 404


def test_what_wagtail_did_not_tell_is_told_at_night(publish, events):
    shown, gone = publish("Shown"), publish("Gone")
    Edition.objects.filter(pk=shown.pk).delete()
    BlogPostPage.objects.filter(pk=gone.pk).update(live=False)

    tell_what_was_not_told()
    tell_what_was_not_told()

    assert [told["page_id"] for told in events(PostPublished)] == [shown.pk, gone.pk, shown.pk]
    assert [told["page_id"] for told in events(PostUnpublished)] == [gone.pk]


@pytest.mark.parametrize("title", ['"}</script><script>alert(1)</script>', "Tom & Jerry's \\ “quotes”", "line\nbreak"])
def test_search_engines_read_any_title(client, publish, title):
    page = client.get(publish(title, slug="hostile").url).text
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]

    assert json.loads(told)["@graph"][0]["headline"] == title
    assert "<script>alert" not in page
