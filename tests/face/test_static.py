import gzip
import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.templatetags.static import static

from config.staticfiles import build, one_sheet

SOURCES = Path(settings.ROOT) / "static"


@pytest.fixture
def bundle(tmp_path, settings):
    settings.STATIC_BUNDLE = tmp_path / "bundle"
    return settings.STATIC_BUNDLE


def test_one_sheet_holds_what_it_imports():
    sheet = one_sheet(SOURCES / "css" / "plaza.css")

    assert "@import" not in sheet
    assert "/*" not in sheet
    for path in (SOURCES / "css" / "components").glob("*.css"):
        assert sheet.count("@layer") > 30, path
        first_rule = next(line.strip() for line in path.read_text().splitlines() if line.strip().startswith("."))
        assert first_rule in sheet, f"{path.name} is not imported by plaza.css"


def test_bundle_is_compressed_and_made_once(bundle):
    assert build(SOURCES, bundle) is True
    assert build(SOURCES, bundle) is False

    sheet = (bundle / "css/plaza.css").read_bytes()
    assert gzip.decompress((bundle / "css/plaza.css.gz").read_bytes()) == sheet
    assert (bundle / "css/plaza.css.br").stat().st_size < len(sheet) / 4


def test_a_changed_source_is_bundled_again(tmp_path, bundle):
    sources = tmp_path / "static"
    (sources / "css").mkdir(parents=True)
    (sources / "css/plaza.css").write_text("a { color: red }")
    build(sources, bundle)
    (sources / "css/plaza.css").write_text("a { color: blue; }")

    build(sources, bundle)

    assert "blue" in (bundle / "css/plaza.css").read_text()


def test_addresses_change_with_the_content():
    expected = hashlib.sha256((SOURCES / "js/page.js").read_bytes()).hexdigest()[:10]

    assert static("js/page.js") == f"/static/js/page.js?v={expected}"


def test_vendored_files_are_what_npm_signed():
    for line in (SOURCES / "vendor/SHA256SUMS").read_text().splitlines():
        digest, name, _package = line.split()
        assert hashlib.sha256((SOURCES / "vendor" / name).read_bytes()).hexdigest() == digest


def test_each_third_party_thing_brings_its_licence():
    assert (SOURCES / "vendor/LICENSE-htmx.txt").exists()
    assert (SOURCES / "icons/LICENSE-Lucide.txt").exists()
    assert (SOURCES / "fonts/LICENSE-Asap.txt").exists()
