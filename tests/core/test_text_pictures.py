import pytest

from core.text import render_html, trusted

ADDRESS = "https://example.org/a.png"


def test_an_imported_picture_without_words_is_silent():
    assert 'alt=""' in render_html(f'<p><img src="{ADDRESS}"></p>').html


@pytest.mark.parametrize("html", [f'<img src="{ADDRESS}" alt="the hose">', f'<img alt="the hose" src="{ADDRESS}">'])
def test_words_of_a_picture_stay(html):
    made = render_html(html).html

    assert made.count("alt=") == 1
    assert 'alt="the hose"' in made


def test_a_picture_that_was_stored_without_words_is_silent_too():
    assert str(trusted(f'<img src="{ADDRESS}">')).count('alt=""') == 1


@pytest.mark.parametrize("title", ["<img src=x onerror=alert(1)>", "a>b <img ", 'x" onerror="alert(1)'])
def test_what_looks_like_a_picture_inside_an_attribute_stays_there(title):
    quoted = title.replace('"', "&quot;")
    made = render_html(f'<p title="{quoted}"><a href="https://example.org" title="{quoted}">x</a></p>').html

    assert "<img" not in made
    assert ' onerror="' not in made
