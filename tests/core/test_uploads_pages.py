"""Pictures and documents of pages: who may see the page may see them."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, UploadedFile

from blog.models import HomePage
from core.pictures import Picture
from core.uploads import pages
from tests.support.pictures import file, opened, picture

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def editor(person, client_for):
    return client_for(person(username="boss", roles=("admin",), is_superuser=True))


@pytest.fixture
def pump():
    return Picture.objects.create(title="Pump", file=ContentFile(picture(size=(90, 60)), name="pump.png"))


@pytest.fixture
def rendition(pump):
    return pump.get_rendition("width-30")


def stands_in(thing, page):
    """As a published page that shows ``thing`` is indexed."""
    ReferenceIndex.objects.create(
        base_content_type_id=ReferenceIndex._get_base_content_type(page).pk,
        content_type_id=page.content_type_id if isinstance(page, Page) else ReferenceIndex._get_base_content_type(page).pk,
        object_id=page.pk,
        to_content_type_id=ReferenceIndex._get_base_content_type(thing).pk,
        to_object_id=thing.pk,
        model_path="body",
        content_path="body",
        content_path_hash=ReferenceIndex._get_content_path_hash("body"),
    )


def test_what_stands_on_no_page_is_for_editors(rendition, pump, client, person, client_for, editor):
    for url in (rendition.url, pump.file.url):
        assert client.get(url).status_code == 404
        assert client_for(person()).get(url).status_code == 404
        assert editor.get(url)["Cache-Control"] == "private, no-cache"


def test_the_picture_of_a_published_page_is_everybodys(rendition, pump, client):
    stands_in(pump, HomePage.objects.first())

    answer = client.get(rendition.url)

    assert answer["Cache-Control"].startswith("public")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert client.get(pump.file.url).status_code == 404, "the original stays the editors'"


def test_the_picture_of_a_draft_is_for_editors(rendition, pump, client, editor):
    home = HomePage.objects.first()
    stands_in(pump, home)
    HomePage.objects.filter(pk=home.pk).update(live=False)

    assert client.get(rendition.url).status_code == 404
    assert editor.get(rendition.url).status_code == 200


@pytest.mark.parametrize(
    "audience, guest, member, agent", [("public", 200, 200, 200), ("customers", 404, 200, 200), ("employees", 404, 404, 200)]
)
def test_the_picture_of_an_article_is_its_readers(audience, guest, member, agent, rendition, pump, client, person, client_for):
    from kb.models import KnowledgeBasePage, TopicPage

    topic = TopicPage(title="Pumps", slug="pumps", audience=audience)
    KnowledgeBasePage.objects.first().add_child(instance=topic)
    stands_in(pump, topic)

    assert client.get(rendition.url).status_code == guest
    assert client_for(person()).get(rendition.url).status_code == member
    assert client_for(person(roles=("agent",))).get(rendition.url).status_code == agent


def test_a_document_is_a_download_for_the_readers_of_its_page(client, editor):
    document = get_document_model().objects.create(title="Manual", file=ContentFile(b"%PDF-1.7", name="manual.pdf"))

    assert document.url == f"/documents/{document.pk}/manual.pdf"
    assert client.get(document.url).status_code == 404
    assert editor.get(document.url).status_code == 200
    stands_in(document, HomePage.objects.first())
    answer = client.get(document.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(document.url.replace("manual", "other")).status_code == 404


def test_nothing_else_of_the_folder_is_served(client, editor):
    from django.core.files.storage import default_storage

    default_storage.save("uploads/ab/secret.txt", ContentFile(b"x"))

    for path in ("uploads/ab/secret.txt", "../plaza.sqlite3", "..%2Fplaza.sqlite3", "secret-key"):
        assert client.get(f"/media/{path}").status_code == 404
        assert editor.get(f"/media/{path}").status_code == 404


def test_pages_ask_the_same_few_questions_however_many_pages_show_a_picture(rendition, pump, django_assert_max_num_queries):
    from core.viewer import GUEST

    stands_in(pump, HomePage.objects.first())

    with django_assert_max_num_queries(6):
        assert pages.stands_where(pump, GUEST)


def test_editors_pictures_are_made_anew(editor):
    data = picture("JPEG", (60, 40), comment=b"where I live")

    answer = editor.post(reverse("wagtailimages:add"), {"title": "Pump", "file": file(data, "pump.jpg"), "collection": 1})

    assert answer.status_code == 302
    stored = Picture.objects.get().file.read()
    assert opened(stored).size == (60, 40)
    assert b"where I live" not in stored


@pytest.mark.parametrize("name", ["x.svg", "x.png", "x.jpg"])
def test_editors_cannot_send_a_drawing_with_a_program(name, editor):
    answer = editor.post(reverse("wagtailimages:add"), {"title": "Pump", "file": file(SVG, name), "collection": 1})

    assert answer.status_code == 200
    assert not Picture.objects.exists()


def test_many_pictures_at_once_pass_the_same_door(editor):
    url = reverse("wagtailimages:add_multiple")
    data = picture("JPEG", (60, 40), comment=b"where I live")

    refused = editor.post(url, {"title": "x", "collection": 1, "files[]": file(SVG, "x.png")})
    taken = editor.post(url, {"title": "x", "collection": 1, "files[]": file(data, "pump.jpg")})
    kept_for_later = editor.post(url, {"title": "x" * 300, "collection": 1, "files[]": file(data, "pump2.jpg")})

    assert not refused.json()["success"] and taken.json()["success"] and kept_for_later.json()["success"]
    assert b"where I live" not in Picture.objects.get().file.read()
    assert b"where I live" not in UploadedFile.objects.get().file.read()


def test_a_large_picture_that_lies_on_disk_is_made_anew_too(editor, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    data = picture("JPEG", (60, 40), comment=b"where I live")

    editor.post(reverse("wagtailimages:add"), {"title": "Pump", "file": file(data, "pump.jpg"), "collection": 1})

    assert b"where I live" not in Picture.objects.get().file.read()


def test_editors_documents_are_of_kinds_that_are_taken(editor):
    url, documents = reverse("wagtaildocs:add"), get_document_model().objects

    for data, name in ((b"<html>", "x.html"), (SVG, "x.svg"), (b"MZ\x90", "x.pdf")):
        assert editor.post(url, {"title": "x", "file": file(data, name), "collection": 1}).status_code == 200
    assert not documents.exists()
    editor.post(url, {"title": "Manual", "file": file(b"%PDF-1.7", "manual.pdf"), "collection": 1})
    assert documents.count() == 1


def test_there_is_no_second_door_for_a_persons_picture(editor):
    editor.post(reverse("wagtailadmin_account"), {"avatar-avatar": file(SVG, "x.svg")})

    assert "avatar-avatar" not in editor.get(reverse("wagtailadmin_account")).content.decode()
