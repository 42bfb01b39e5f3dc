import gettext
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils import translation
from django.utils.translation import ngettext

from config import catalogs


@pytest.fixture(scope="module")
def found():
    return catalogs.extract_all()


@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_every_string_is_translated(found, language):
    missing = catalogs.gaps(language, found)

    assert not missing, f"{len(missing)} messages lack {language} (manage.py messages): {missing[:5]}"


@pytest.mark.parametrize(
    "text",
    ["Skip to content", "Vote for %(what)s", "%(n)s answer", "Your account", "Community"],
)
def test_extraction_reads_templates(found, text):
    assert any(text in (message.id if isinstance(message.id, tuple) else (message.id,)) for message in found)


def test_extraction_reads_python(found):
    assert "Needs information" in found


def test_extraction_reads_every_room():
    rooms = {Path(room.path) for room in apps.get_app_configs() if settings.ROOT in Path(room.path).parents and ".venv" not in room.path}

    assert {room.relative_to(settings.ROOT).parts[0] for room in rooms} <= set(catalogs.SOURCES)


def test_a_new_string_is_missing_until_it_is_translated():
    found = Catalog()
    found.add("A sentence that nobody has translated", locations=[("templates/x.html", None)])

    assert [(gap.why, gap.place) for gap in catalogs.gaps("es", found)] == [("missing", "templates/x.html")]


@pytest.mark.parametrize("said", ["{m} nuevos", "nuevos", "{n} <b>nuevos"])
def test_a_translation_holds_what_its_source_holds(monkeypatch, said):
    found, spanish = Catalog(), Catalog(locale="es")
    found.add("{n} new", locations=[("templates/x.html", None)])
    spanish.add("{n} new", said)
    monkeypatch.setattr(catalogs, "load", lambda language: spanish)

    assert [gap.why for gap in catalogs.gaps("es", found)] == ["other placeholders or elements than the source"]


def test_compiled_catalog_speaks_brazilian_portuguese_also_where_libraries_do():
    [path] = [path for path in catalogs.compile_all() if "/pt/" in path.as_posix()]

    with Path(path).open("rb") as file:
        told = gettext.GNUTranslations(file)

    assert told.gettext("This field is required.") == "Este campo é obrigatório."
    assert told.gettext("Enter a valid email address.").startswith("Informe")


def test_plurals_follow_the_language():
    with translation.override("es"):
        said = {n: ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n} for n in (0, 1, 2)}

    assert said == {0: "0 respuestas", 1: "1 respuesta", 2: "2 respuestas"}


def test_what_libraries_say_is_still_what_they_say():
    """An upgrade that changes a sentence of `config.wording` would bring the library's own tone back unseen."""
    known = set()
    for folder in (Path(django.__file__).parent / "conf", Path(django.__file__).parent / "contrib/auth", Path(allauth.__file__).parent):
        with (folder / "locale/es/LC_MESSAGES/django.mo").open("rb") as file:
            known |= {message.id[0] if isinstance(message.id, tuple | list) else message.id for message in read_mo(file)}
    ours = [text for text in catalogs.extract_all() if any("config/wording.py" in place for place, _line in text.locations)]

    changed = [text.id for text in ours if (text.id[0] if isinstance(text.id, tuple | list) else text.id) not in known]

    assert len(ours) > 40
    assert not changed


@pytest.mark.parametrize("language, tone", [("es", "Tu contraseña"), ("pt", "Sua senha")])
def test_libraries_speak_in_our_tone(language, tone):
    with translation.override(language):
        said = MinimumLengthValidator(10).get_help_text()

    assert said.startswith(tone)
    assert "10" in said
