"""Pictures that stand beside pages where people share them."""

import json
import re
from io import BytesIO

import pytest
from PIL import Image

from config import colours, sharing
from core.viewer import HOUSE
from qa.actions.ask_question import ask_question
from qa.actions.hide import hide

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(person, viewer):
    return ask_question(viewer(person(), trust=4), title="The drum does not turn any more", body="It hums.", lang="en")


def picture_of(client, address):
    return re.search(r'property="og:image" content="http://[^/]+([^"]+)"', client.get(address).text)[1]


def test_a_question_has_its_title_as_a_picture(client, question):
    answer = client.get(picture_of(client, question.get_absolute_url()))

    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 60_000


@pytest.mark.parametrize("address", ["/", "/es/", "/en/"])
def test_homes_have_one(client, address):
    assert client.get(picture_of(client, address)).status_code == 200


def test_an_old_or_made_up_address_leads_to_the_present_one(client, question):
    now = picture_of(client, question.get_absolute_url())

    assert client.get(re.sub(r"/\w+\.png", "/0000.png", now))["Location"] == now


def test_what_guests_may_not_read_has_none(client, question):
    shown = picture_of(client, question.get_absolute_url())
    hide("qa.question", question.pk, HOUSE)

    assert client.get(shown).status_code == 404
    for made_up in ("/share/qa.question/999/a.png", "/share/no.kind/1/a.png", "/share/home/xx/a.png", "/share/qa.question/x/a.png"):
        assert client.get(made_up).status_code == 404


def test_it_changes_with_the_companys_face(client, question, settings):
    before = picture_of(client, question.get_absolute_url())
    settings.BRAND_COLOUR = "#1d4ed8"
    from core import brand

    brand.forget()

    assert picture_of(client, question.get_absolute_url()) != before


@pytest.mark.parametrize("title", ["W" * 300, "a", "¿Qué?" * 60, "word " * 80, "漢字 🙂"])
def test_any_title_fits(title):
    assert sharing.draw(title, "Question").size == (1200, 630)


@pytest.mark.parametrize("colour", ["", "#fff", "#000000", "rgb(250, 240, 10)", "oklch(0.9 0.2 100)", "hsl(120 50% 50%)", "nonsense"])
def test_white_words_are_readable_on_every_companys_plane(colour):
    red, green, blue = (colours._linear(value / 255) for value in colours.plane(colour))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert 1.05 / (luminance + 0.05) >= 4.5


def test_search_engines_read_where_a_question_stands(client, question):
    page = client.get(question.get_absolute_url()).text
    found = [json.loads(told) for told in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)]

    assert [each["@type"] for each in found] == ["QAPage", "BreadcrumbList"]
    assert found[1]["itemListElement"][-1]["name"] == question.title
