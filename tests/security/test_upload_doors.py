"""Files that mean harm: whatever is sent, nothing in it is ever active, nothing is unpacked, and the server neither falls nor swells."""

import gzip
import io
import re
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from core.uploads.decoding import decoder
from core.uploads.files import path_of
from core.uploads.models import Upload
from tests.support.pictures import file, opened, picture

pytestmark = pytest.mark.django_db

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><foreignObject>' + SCRIPT + b"</foreignObject></svg>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
MOST_MEMORY = 512 * 1024


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOADS_RATES = settings.UPLOADS_RATES_NEWCOMER = []


@pytest.fixture
def browser(person, client_for):
    return client_for(person(trust=2))


@pytest.fixture
def used(monkeypatch):
    """Memory of each decoding, in kB."""
    answers, ask = [], decoder._answer
    monkeypatch.setattr(decoder, "_answer", lambda job: answers.append(ask(job)) or answers[-1])
    return lambda: [answer["kilobytes"] for answer in answers]


def peak():
    """The most memory that this process had so far, in kB."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def send(browser, data, name, purpose="image"):
    return browser.post("/uploads/", {"file": file(data, name), "purpose": purpose})


def archive(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return target.getvalue()


def png_that_says(width, height, rows=1):
    """A PNG whose head promises ``width`` × ``height``, however little follows."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * rows * (width * 3 + 1), 9)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("purpose", ["image", "attachment", "avatar"])
@pytest.mark.parametrize("name", ["x.svg", "x.png", "x.jpg", "x.html", "x.webp"])
@pytest.mark.parametrize("data", [SVG, HTML, gzip.compress(SVG)], ids=["svg", "html", "svgz"])
def test_programs_are_no_pictures(browser, data, name, purpose):
    answer = send(browser, data, name, purpose)

    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["x.txt", "x.log", "x.csv"])
def test_html_that_calls_itself_text_is_a_download(browser, name):
    answer = send(browser, HTML, name, "attachment")

    served = browser.get(answer.json()["url"])
    assert served["Content-Disposition"].startswith("attachment")
    assert served["Content-Type"].startswith("text/") and "html" not in served["Content-Type"]
    assert "sandbox" in served["Content-Security-Policy"] and served["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "data, name",
    [
        (picture("GIF", mode="P") + archive(**{"Evil.class": b"\xca\xfe\xba\xbe"}), "gifar.gif"),
        (picture("JPEG", comment=SCRIPT), "comment.jpg"),
        (picture("PNG") + HTML, "tail.png"),
        (picture("JPEG") + b"<?php system($_GET['c']); ?>", "shell.php.jpg"),
        (picture("BMP") + HTML, "x.html"),
    ],
)
def test_a_picture_that_is_something_else_too_is_only_a_picture_afterwards(browser, data, name):
    answer = send(browser, data, name, "attachment")

    upload = Upload.objects.get()
    kept = default_storage.open(path_of(upload.name)).read()
    assert answer.status_code == 201
    assert upload.name.endswith((".webp", ".png"))
    for sign in (b"<script", b"<?php", b"PK\x03\x04", b"Evil.class"):
        assert sign not in kept
    opened(kept).load()


@pytest.mark.parametrize(
    "data, name",
    [
        (b"GIF89a" + archive(a=b"x"), "x.zip"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "x.txt"),
        (archive(a=b"x"), "x.pdf"),
        (b"MZ\x90\x00", "x.log"),
    ],
)
def test_a_file_is_what_its_name_says_or_refused(browser, data, name):
    assert send(browser, data, name, "attachment").status_code == 422


@pytest.mark.parametrize("name", ["x.exe", "x.html", "x.js", "x.svg", "x.jar", "x.zip.exe", "x", ".htaccess", "x.php\x00.txt"])
def test_other_kinds_are_refused(browser, name):
    assert send(browser, b"some words", name, "attachment").status_code in (422, 201 if name.endswith(".txt") else 422)


def test_archives_are_handed_on_closed(browser):
    bomb = archive(**{"../../etc/passwd": b"root", "zeros": b"\0" * 50_000_000})

    answer = send(browser, bomb, "../../x.zip", "attachment")

    upload = Upload.objects.get()
    assert (answer.status_code, upload.original_name, upload.size) == (201, "x.zip", len(bomb))
    assert default_storage.open(path_of(upload.name)).read() == bomb
    assert browser.get(answer.json()["url"])["Content-Disposition"] == 'attachment; filename="x.zip"'


@pytest.mark.parametrize("name", ['a"; filename="b.html.txt', "a%0d%0aX-Evil: 1.txt", "‮txt.exe.txt", "ñandú 💧.txt", "a" * 400 + ".txt"])
def test_a_name_changes_no_header(browser, name):
    answer = send(browser, b"words", name, "attachment")

    served = browser.get(answer.json()["url"])
    assert "X-Evil" not in served
    assert len(Upload.objects.get().original_name) <= 150
    assert re.fullmatch(
        r"attachment; filename(?:\*=utf-8''[^\s;\"]+|=\"[^\"\\\r\n]*(?:\\\"[^\"\\\r\n]*)*\")", served["Content-Disposition"]
    )


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (0, 10), (50_000_000, 2)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(browser, size, used):
    answer = send(browser, png_that_says(*size, rows=0), "x.png")

    assert answer.status_code == 422
    assert max(used()) < 64 * 1024


def test_the_largest_that_is_opened_fits_the_memory(browser, used):
    """25 megapixels in 100 kB, in a format that is whole in memory before it is made smaller."""
    answer = send(browser, png_that_says(4990, 4990, rows=4990), "x.png")

    assert answer.status_code == 201
    assert 64 * 1024 < max(used()) < MOST_MEMORY / 2


def test_a_telephones_photograph_is_decoded_small(browser, used):
    answer = send(browser, picture("JPEG", (8000, 6000)), "x.jpg")

    assert answer.status_code == 201
    assert max(used()) < MOST_MEMORY / 4


def test_a_gif_of_many_frames_costs_one(browser, used):
    frames = [Image.new("P", (500, 500), number % 256) for number in range(200)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])

    assert send(browser, target.getvalue(), "x.gif").status_code == 201
    assert max(used()) < 64 * 1024


def test_a_decoder_that_dies_takes_nobody_along(browser):
    send(browser, picture(), "x.png")
    decoder._process.kill()
    decoder._process.wait()

    assert send(browser, picture(), "x.png").status_code == 201


def test_a_decoder_that_hangs_is_ended(browser, monkeypatch):
    hanging = subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    monkeypatch.setattr(decoder, "_process", hanging)
    with monkeypatch.context() as impatient:  # of the hanging one alone: a new one needs its time to start, on a busy machine more
        impatient.setattr("core.uploads.decoding.ANSWERS_WITHIN", 0.2)
        assert send(browser, picture(), "x.png").json()["code"] == "too_hard"

    assert hanging.returncode is not None
    assert send(browser, picture(), "x.png").status_code == 201


def test_few_requests_wait_for_the_decoder(browser):
    places = [decoder._places.acquire(blocking=False) for _ in range(3)]
    try:
        answer = send(browser, picture(), "x.png")
    finally:
        for _ in places:
            decoder._places.release()

    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


def test_a_wrong_token_sends_nothing(person, client_for):
    strict = client_for(person(trust=2), enforce_csrf_checks=True)

    assert send(strict, picture(), "x.png").status_code == 403
    assert not Upload.objects.exists()


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_every_odd_file_is_a_picture_or_a_clear_word(test_data, person, client_for, language, used):
    """The 125 of Pillow's own suite, as a picture and as an avatar: never an error, never much memory."""
    browser = client_for(person(trust=2, language=language))
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins here: the tests before made large pictures themselves
    before = peak()
    files = sorted(path for path in Path(test_data, "uploads", "pillow").rglob("*") if path.is_file())

    for path in files if language == "en" else files[::7]:
        for door in ("image", "avatar"):
            if door == "image":
                answer = send(browser, path.read_bytes(), path.name)
                fine = answer.status_code == 201 or (answer.status_code == 422 and answer.json()["error"])
            else:
                answer = browser.post("/settings/profile/picture/", {"file": file(path.read_bytes(), path.name)})
                fine = answer.status_code == 302 or (answer.status_code == 422 and 'class="field-error' in answer.content.decode())
            assert fine, (path.name, door, answer.status_code)
    assert max(used()) < MOST_MEMORY
    assert peak() - before < MOST_MEMORY / 8, "the server's own process opens no picture"
