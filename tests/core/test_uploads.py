from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from core.uploads import RefusedUpload, cleaned_picture, receive, tie
from core.uploads.files import path_of
from core.uploads.models import Upload, UploadUse
from qa.actions.ask_question import ask_question
from qa.actions.hide import hide, restore
from qa.models import QUESTION
from tests.support.pictures import file, opened, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ana(person):
    return person(username="ana", trust=1)


def received(file_response):
    return b"".join(file_response.streaming_content)


def test_a_picture_gets_a_random_name_that_says_its_size(ana, viewer):
    upload = receive(file(picture(size=(80, 60))), purpose="image", by=viewer(ana), alt="The pump")

    assert (upload.width, upload.height, upload.original_name) == (80, 60, "pump.png")
    assert "pump" not in upload.name
    assert upload.markdown == f"![The pump](/uploads/{upload.name})"
    assert "-80x60." in upload.name


def test_what_a_camera_noted_is_gone_and_the_picture_stands_upright(ana, viewer):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, "at home", {1: "N", 2: (19.0, 25.0, 0.0)}
    data = picture("JPEG", (80, 60), exif=exif, comment=b"my address")

    upload = receive(file(data, "photo.jpg"), purpose="image", by=viewer(ana))

    stored = default_storage.open(path_of(upload.name)).read()
    assert (upload.width, upload.height) == (60, 80)
    assert not opened(stored).getexif()
    assert b"my address" not in stored and b"at home" not in stored
    assert "exif" not in opened(stored).info and "icc_profile" not in opened(stored).info


def test_a_large_picture_is_made_smaller(ana, viewer):
    upload = receive(file(picture("JPEG", (4000, 1000))), purpose="image", by=viewer(ana))

    assert (upload.width, upload.height) == (2000, 500)


def test_an_animation_becomes_its_first_picture(ana, viewer):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    target = BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])

    upload = receive(file(target.getvalue(), "a.gif"), purpose="image", by=viewer(ana))

    stored = opened(default_storage.open(path_of(upload.name)).read())
    assert getattr(stored, "n_frames", 1) == 1
    assert stored.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_an_avatar_is_square_in_two_sizes_and_everybodys(ana, viewer, client):
    upload = receive(file(picture(size=(900, 600))), purpose="avatar", by=viewer(ana))

    for name, side in ((upload.name, 512), (upload.small, 256)):
        answer = client.get(reverse("uploads:file", args=[name]))
        assert opened(received(answer)).size == (side, side)
        assert answer["Cache-Control"].startswith("public") and "immutable" in answer["Cache-Control"]


def test_whoever_may_not_post_may_not_send(person, viewer):
    with pytest.raises(RefusedUpload) as refused:
        receive(file(), purpose="image", by=viewer(person(confirmed=False)))

    assert refused.value.code == "not_allowed"


def test_nobody_but_its_owner_sees_a_new_picture(ana, person, viewer, client, client_for):
    url = receive(file(), purpose="image", by=viewer(ana)).get_absolute_url()

    mine = client_for(ana).get(url)

    assert mine.status_code == 200
    assert mine["Cache-Control"] == "private, no-cache"
    assert client.get(url).status_code == 404
    assert client_for(person()).get(url).status_code == 404
    assert client_for(person(roles=("admin",))).get(url).status_code == 404


def test_a_pictures_readers_are_its_questions_readers(ana, person, viewer, client, client_for):
    upload = receive(file(), purpose="image", by=viewer(ana))
    question = ask_question(viewer(ana), title="The pump hums", body=f"Look: {upload.markdown}", lang="en")
    tie(QUESTION, question.pk, question.body_html, by=viewer(ana))
    url = upload.get_absolute_url()
    moderator = person(roles=("moderator",))

    assert client.get(url).status_code == 200
    hide(QUESTION, question.pk, viewer(moderator))
    assert client.get(url).status_code == 404
    assert client_for(person()).get(url).status_code == 404
    assert client_for(moderator).get(url)["Cache-Control"] == "private, no-cache"
    restore(QUESTION, question.pk, viewer(moderator))
    assert client.get(url).status_code == 200


def test_nobody_opens_anothers_picture_by_writing_its_address(ana, person, viewer, client):
    secret = receive(file(), purpose="image", by=viewer(ana))
    eve = viewer(person(trust=2))
    question = ask_question(eve, title="Let me see that", body=secret.markdown, lang="en")

    tie(QUESTION, question.pk, question.body_html, by=eve)

    assert not UploadUse.objects.exists()
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_answers_are_harmless_and_kept_by_the_right_caches(ana, viewer, client_for):
    picture_url = receive(file(), purpose="image", by=viewer(ana)).get_absolute_url()
    paper_url = receive(file(b"%PDF-1.7 x", "manual ñ.pdf"), purpose="attachment", by=viewer(ana)).get_absolute_url()
    browser = client_for(ana)

    shown, downloaded = browser.get(picture_url), browser.get(paper_url)

    for answer in (shown, downloaded):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert shown["Content-Disposition"].startswith("inline")
    assert downloaded["Content-Disposition"] == "attachment; filename*=utf-8''manual%20%C3%B1.pdf"
    assert browser.get(picture_url, headers={"If-None-Match": shown["ETag"]}).status_code == 304


def test_nginx_may_send_the_bytes(ana, viewer, client_for, client, settings):
    settings.X_ACCEL = "/protected"
    upload = receive(file(), purpose="image", by=viewer(ana))

    answer = client_for(ana).get(upload.get_absolute_url())

    assert answer["X-Accel-Redirect"] == f"/protected/uploads/{upload.name[:2]}/{upload.name}"
    assert answer.content == b""
    assert client.get(upload.get_absolute_url()).status_code == 404


def test_the_editors_door_answers_with_markdown(ana, client_for):
    answer = client_for(ana).post("/uploads/", {"file": file(), "purpose": "image", "alt": "The [red] pump"})

    upload = Upload.objects.get()
    assert answer.status_code == 201
    assert answer.json()["url"] == upload.get_absolute_url()
    assert answer.json()["markdown"] == f"![The \\[red\\] pump]({upload.get_absolute_url()})"
    assert (answer.json()["width"], answer.json()["note"]) == (40, "")


def test_a_newcomer_is_told_that_readers_see_a_link(person, client_for):
    answer = client_for(person(trust=0)).post("/uploads/", {"file": file(), "purpose": "image"})

    assert answer.status_code == 201
    assert "link" in answer.json()["note"]


def test_a_guest_is_refused(client):
    answer = client.post("/uploads/", {"file": file()})

    assert (answer.status_code, answer.json()["code"]) == (403, "sign_in")
    assert client.get("/uploads/new/").status_code == 302


def test_without_javascript_a_page_gives_the_line_to_paste(ana, client_for):
    browser = client_for(ana)
    form = browser.get("/uploads/new/").content.decode()

    answer = browser.post("/uploads/new/", {"file": file(), "alt": "The pump"})

    assert 'type="file"' in form and 'enctype="multipart/form-data"' in form
    assert f"![The pump](/uploads/{Upload.objects.get().name})" in answer.content.decode()
    refused = browser.post("/uploads/new/", {"file": file(b"GIF89a", "x.gif")})
    assert (refused.status_code, "damaged" in refused.content.decode() or "kind of picture" in refused.content.decode()) == (422, True)


def test_each_person_sends_so_much_and_no_more(ana, client_for, settings):
    settings.UPLOADS_RATES = ["2/d"]
    browser = client_for(ana)

    answers = [browser.post("/uploads/", {"file": file(b"words", "a.txt")}).status_code for _ in range(3)]

    assert answers == [201, 201, 429]


def test_too_large_is_said_before_anything_is_stored(ana, client_for, settings):
    settings.UPLOADS_MAX_BYTES = 2000
    settings.UPLOADS_MAX_BODY = 6000
    browser = client_for(ana)

    over = browser.post("/uploads/", {"file": file(b"x" * 3000, "a.txt")})
    far_over = browser.post("/uploads/", {"file": file(b"x" * 9000, "a.txt")})

    assert (over.status_code, over.json()["code"]) == (422, "too_large")
    assert far_over.status_code == 400
    assert not Upload.objects.exists()


def test_pictures_of_pages_are_jpeg_or_png():
    photo, drawing = cleaned_picture(file(picture("JPEG", (300, 200)), "pump one.jpg")), cleaned_picture(file(picture("PNG", mode="L")))

    assert (photo.name, opened(photo.read()).format) == ("pump one.jpg", "JPEG")
    assert (drawing.name, opened(drawing.read()).format) == ("pump.png", "PNG")


def test_a_text_with_a_picture_keeps_its_place(ana, viewer):
    upload = receive(file(picture(size=(80, 60))), purpose="image", by=viewer(ana))

    question = ask_question(viewer(ana), title="The pump hums", body=upload.markdown, lang="en")

    assert 'width="80"' in question.body_html and 'height="60"' in question.body_html
