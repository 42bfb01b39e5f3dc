from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import Context, RequestContext, Template
from django.utils import timezone, translation

from core.templatetags import ui


def draw(text, **context):
    return Template("{% load ui %}" + text).render(Context(context))


def test_icon_without_label_is_hidden_from_readers_aloud():
    assert 'aria-hidden="true"' in draw('{% icon "flag" %}')


def test_icon_with_label_says_it_escaped():
    drawn = draw('{% icon "flag" label %}', label='"><script>')

    assert 'role="img"' in drawn
    assert "<script>" not in drawn


def test_csrf_reaches_into_isolated_includes(rf):
    request = rf.get("/")
    template = Template('{% include "components/theme-switch.html" with theme="auto" only %}')

    assert "csrfmiddlewaretoken" in template.render(RequestContext(request, {}))


@pytest.mark.parametrize(
    "language, value, said", [("es", 12044, "12,044"), ("pt", 1204, "1.204"), ("en", 1204, "1,204"), ("es", None, "–"), ("es", "x", "–")]
)
def test_numbers_are_written_as_in_latin_america(language, value, said):
    with translation.override(language):
        assert ui.number(value) == said


def test_percent_by_locale():
    with translation.override("pt"):
        assert ui.percent(0.316) == "31,6%"


@pytest.mark.parametrize("language, said", [("es", "hace 2 horas"), ("pt", "há 2 horas"), ("en", "2 hours ago")])
def test_ago_is_told_in_the_readers_language(language, said):
    with translation.override(language):
        assert ui.ago_text(timezone.now() - timedelta(hours=2)) == said


@pytest.mark.parametrize("minutes, tone", [(-1, "over"), (5, "soon"), (60, "")])
def test_clock_tone_follows_the_deadline(minutes, tone):
    assert ui.clock_tone(timezone.now() + timedelta(minutes=minutes)) == tone


@pytest.mark.parametrize("path, said", [("/questions/", "page"), ("/questions/ask/", "true"), ("/support/", None)])
def test_navigation_knows_where_one_is(rf, path, said):
    drawn = Template('{% load ui %}<a{% current "/questions/" %}>').render(RequestContext(rf.get(path), {}))

    assert drawn == (f'<a aria-current="{said}">' if said else "<a>")


def test_initials():
    assert [ui.initials(name) for name in ("Marisol Quiroga", "ana", "")] == ["MQ", "A", ""]


def test_foreign_text_carries_its_language():
    with translation.override("es"):
        assert (ui.foreign("pt"), ui.foreign("es"), ui.foreign("")) == (' lang="pt"', "", "")


@pytest.mark.parametrize("language, words", [("es", "5 días"), ("pt", "5 dias"), ("en", "5 days")])
def test_days_are_written_in_full(language, words):
    with translation.override(language):
        assert ui.span_text(5 * 86400 + 60) == words


@pytest.mark.parametrize("kind, shown", [("kb.article", False), ("forums.topic", False), ("qa.question", True), ("", True)])
def test_only_a_question_is_open_or_solved_in_a_list(kind, shown):
    row = {"url": "/x/", "title": "x", "state": "open", "answer_count": None}
    page = Template('{% include "components/question-row.html" with row=row kind=kind only %}').render(Context({"row": row, "kind": kind}))

    assert ('class="pill' in page) == shown


def test_what_is_similar_and_no_question_is_told_by_its_kind():
    found = [{"kind": "kb.article", "url": "/x/", "title": "x", "lang": "", "state": "public"}]
    page = Template('{% include "components/similar.html" with suggestions=found only %}').render(Context({"found": found}))

    assert "#book-open" in page
    assert "#plaza-open" not in page


@pytest.mark.parametrize(
    "state, mark", [("solved", "#plaza-solved"), ("duplicate", "#copy"), ("closed", "#plaza-closed"), ("open", "#plaza-open")]
)
def test_a_similar_question_shows_its_state(state, mark):
    found = [{"kind": "qa.question", "url": "/x/", "title": "x", "lang": "", "state": state}]
    page = Template('{% include "components/similar.html" with suggestions=found only %}').render(Context({"found": found}))

    assert mark in page


@pytest.mark.parametrize(
    "language, amount, currency, told",
    [
        ("es", Decimal("66.50"), "USD", "US$ 66.50"),
        ("pt", Decimal("66.50"), "USD", "US$ 66,50"),
        ("en", Decimal("66.50"), "USD", "$66.50"),
        ("es", Decimal("-12087.00"), "USD", "-US$ 12,087"),
        ("es", Decimal("1234.5"), "EUR", "€ 1,234.50"),
        ("es", Decimal("120.00"), "MXN", "MXN 120"),
        ("pt", Decimal(0), "BRL", "R$ 0"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(language, amount, currency, told):
    with translation.override(language):
        assert ui.money(amount, currency).replace("\u00a0", " ") == told
