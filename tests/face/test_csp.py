import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db

TEMPLATES = sorted((Path(settings.ROOT) / "templates").rglob("*.html"))
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type=["']application/(?:ld\+)?json)|<style|\son[a-z]+\s*=|\sstyle\s*=|javascript:|hx-on""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("address", ["/", "/styleguide/", "/accounts/login/", "/questions/", "/nothing-here/"])
def test_every_page_refuses_inline_scripts_and_styles(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())

    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if "mail" not in path.parts],
    ids=lambda path: path.relative_to(settings.ROOT / "templates").as_posix(),
)
def test_no_template_has_inline_script_or_style(path):
    found = INLINE.search(path.read_text())

    assert not found, found and found[0]
