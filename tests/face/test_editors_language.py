"""Wagtail's admin speaks Spanish and Portuguese throughout, though its own translations have gaps."""

import html
import json
import re
from functools import cache
from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.utils import translation
from wagtail.admin.mail import send_notification

from blog.models import HomePage
from config import catalogs

pytestmark = pytest.mark.django_db

SAME = {"any", "item", "items", "account", "contrast", "density"}
"""Words too common to be looked for in a page's markup."""


@pytest.fixture(scope="module")
def ours():
    """What `config.editor_wording` lists, singulars alone, by language with what is said instead."""
    return {language: dict(_said(catalogs.load(language))) for language in catalogs.LANGUAGES}


def _said(catalog):
    for text in catalog:
        if any("config/editor_wording.py" in place for place, _line in text.locations):
            yield (text.id, text.string) if isinstance(text.id, str) else (text.id[0], text.string[0])


def english_in(page, ours):
    shown = " ".join(page.split())
    telling = (text for text, said in ours.items() if said != text and text not in SAME and "%(num)s" not in text)
    return sorted(text for text in telling if _pattern(text).search(shown))


@cache
def _pattern(text):
    """``text`` as a page would show it, with anything in its placeholders."""
    around = re.split(r"%\(\w+\)s", " ".join(html.escape(text, quote=False).split()))
    return re.compile(r"(?<![\w-])" + ".{1,80}?".join(re.escape(piece) for piece in around) + r"(?![\w-])")


@pytest.mark.parametrize("language", ["es", "pt"])
@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/pages/",
        "/admin/pages/{home}/",
        "/admin/pages/{home}/edit/",
        "/admin/pages/{home}/history/",
        "/admin/pages/{home}/add_subpage/",
        "/admin/images/",
        "/admin/images/add/",
        "/admin/documents/",
        "/admin/account/",
        "/admin/reports/workflow/",
        "/admin/reports/locked/",
        "/admin/workflows/list/",
    ],
)
def test_what_editors_meet_daily_is_in_their_language(client_for, person, ours, language, address):
    browser = client_for(person(language=language, is_superuser=True))

    page = browser.get(address.format(home=HomePage.objects.get(locale__language_code=language).pk), follow=True)

    assert page.status_code == 200
    assert not english_in(page.text, ours[language])


def test_the_start_page_says_the_usual_words_in_spanish(client_for, person):
    page = client_for(person(language="es", is_superuser=True)).get("/admin/").text

    for english in ("Keyboard shortcuts", "Search all pages", "editor guide", "Page types usage", "created in", "Your pages"):
        assert english not in page
    assert "Atajos de teclado" in page


@pytest.mark.parametrize("text, said", [("Type", "Tipo"), ("Active", "Activo"), ("Words", "Palabras"), ("Lock", "Bloquear")])
def test_short_words_of_ours_leave_wagtails_sense_alone(text, said):
    """Our catalogs stand before Wagtail's: a word that means something else here needs a context."""
    with translation.override("es"):
        assert translation.gettext(text) == said


@pytest.mark.parametrize("language, word", [("es", "Guardando…"), ("pt", "Salvando…"), ("en", None)])
def test_what_scripts_say_is_in_the_editors_language_too(client_for, person, language, word):
    script = client_for(person(language=language, is_superuser=True)).get("/admin/jsi18n/").text
    words = json.loads(re.search(r"const newcatalog = (\{.*?\});?\n", script, re.DOTALL)[1])

    assert words.get("Autosave in progress…") == (word or "Autosave in progress…")
    assert {"es": "errores", "pt": "erros", "en": "errors"}[language] in words["%(num)s error"][1]


@pytest.mark.parametrize("language, word", [("es", "aquí"), ("pt", "aqui"), ("en", "here")])
def test_mails_of_comments_are_in_their_readers_language(person, mailoutbox, language, word):
    reader, home = person(language=language), HomePage.objects.first()

    with translation.override("es" if language == "en" else "en"):
        send_notification([reader], "updated_comments", {"page": home, "editor": person(), "new_comments": []})

    assert word in mailoutbox[-1].body


def test_wagtail_still_says_what_we_translate(ours):
    """An upgrade that changes a sentence would bring the English one back unseen."""
    known = set()
    for path in Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/*.po"):
        with path.open("rb") as file:
            known |= {text.id[0] if isinstance(text.id, tuple | list) else text.id for text in read_po(file)}

    assert len(ours["es"]) > 150
    assert not ours["es"].keys() - known
