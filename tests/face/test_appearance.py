import pytest

pytestmark = pytest.mark.django_db


def test_a_guest_chooses_a_theme_and_keeps_it(client):
    answer = client.post("/appearance/theme/", {"theme": "dark", "next": "/styleguide/"})

    assert (answer.status_code, answer["Location"]) == (302, "/styleguide/")
    assert 'data-theme="dark"' in client.get("/styleguide/").content.decode()


def test_a_persons_theme_goes_with_them(client_for, person):
    ana = person()

    client_for(ana).post("/appearance/theme/", {"theme": "dark"})

    assert 'data-theme="dark"' in client_for(ana).get("/styleguide/").content.decode()


def test_what_is_no_theme_changes_nothing(client):
    client.post("/appearance/theme/", {"theme": '"><script>'})

    assert "data-theme" not in client.get("/styleguide/").content.decode().split("<head>")[0]


def test_language_of_a_guest(client):
    client.post("/appearance/language/", {"language": "pt"})

    assert '<html lang="pt-BR"' in client.get("/styleguide/").content.decode()


def test_language_of_a_person(client_for, person):
    ana = person()
    client_for(ana).post("/appearance/language/", {"language": "en"})

    ana.refresh_from_db()

    assert ana.language == "en"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_never_sends_to_another_site(client, target):
    assert client.post("/appearance/theme/", {"theme": "dark", "next": target})["Location"] == "/"


@pytest.mark.parametrize("target", ["home", "9", "a\x00b", "\u00b2"])
@pytest.mark.parametrize("address", ["/appearance/theme/", "/appearance/language/", "/settings/consent/"])
def test_any_words_for_the_way_back_are_taken_as_an_address(client, db, address, target):
    assert client.post(address, {"next": target}).status_code == 302


@pytest.mark.parametrize(
    "colour, css",
    [
        ("#1d4ed8", ":root { --brand: #1d4ed8; }\n"),
        ("oklch(0.5 0.2 357)", ":root { --brand: oklch(0.5 0.2 357); }\n"),
        ("red; } body { display: none", ""),
        ("", ""),
    ],
)
def test_brand_is_a_colour_and_nothing_else(client, settings, colour, css):
    settings.BRAND_COLOUR = colour

    assert client.get("/appearance/brand.css").content.decode() == css


def test_the_icon_has_the_name_that_browsers_ask_for(client):
    assert client.get("/favicon.ico")["Location"].startswith("/static/icons/mark.svg")
