import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.ROOT) / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
INCLUDE = re.compile(r'{%\s*include "([^"]+)"')


def included_from(name, seen=None):
    seen = seen if seen is not None else set()
    for found in INCLUDE.findall((TEMPLATES / name).read_text()):
        if found not in seen:
            seen.add(found)
            included_from(found, seen)
    return seen


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_tells_its_parameters_on_line_one(path):
    first = path.read_text().splitlines()[0]

    assert first.startswith("{#")
    assert first.endswith("#}")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_stands_in_the_style_guide(path):
    shown = included_from("styleguide/page.html") | included_from("base.html") | included_from("account/password_change.html")

    assert f"components/{path.name}" in shown


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_template_compiles(path):
    assert get_template(path.relative_to(TEMPLATES).as_posix())


@pytest.mark.django_db
def test_the_style_guide_draws(client):
    page = client.get("/styleguide/").content.decode()

    assert page.count("<section") > 10
    assert "{{" not in page
    assert "{%" not in page
