"""From what people write to what pages show."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from core import text as door
from core.text import (
    MAX_CHARS,
    MAX_HTML_CHARS,
    TextTooLong,
    clean,
    clean_line,
    excerpt,
    highlight,
    plain,
    render_html,
    render_markdown,
    trusted,
)
from tests.support.payloads import active


def html_of(source, **kwargs):
    return render_markdown(source, **kwargs).html.strip()


@pytest.mark.parametrize(
    "source, html",
    [
        ("**a** _b_ ~~c~~", "<p><strong>a</strong> <em>b</em> <s>c</s></p>"),
        ("# one\n\n###### six", "<h3>one</h3>\n<h6>six</h6>"),
        ("a <b>b</b> <script>c</script>", "<p>a &lt;b&gt;b&lt;/b&gt; &lt;script&gt;c&lt;/script&gt;</p>"),
        ("[a](/questions/1/)", '<p><a href="/questions/1/" rel="ugc nofollow noopener">a</a></p>'),
        ("https://e.test/a_b_c", '<p><a href="https://e.test/a_b_c" rel="ugc nofollow noopener">https://e.test/a_b_c</a></p>'),
        ("see setup.py and ana@e.test", "<p>see setup.py and ana@e.test</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[x](javascript&colon;alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>"),
        ("[a](ftp://e.test/)", '<p><a rel="ugc nofollow noopener">a</a></p>'),
        ("    x < y", '<pre tabindex="0"><code>x &lt; y\n</code></pre>'),
        ("```nosuch\nx\n```", '<pre tabindex="0"><code>x\n</code></pre>'),
        ("", ""),
    ],
)
def test_markdown(source, html):
    assert html_of(source) == html


def test_code_is_coloured_by_classes_alone():
    html = html_of("```py\ndef f(): return '<b>'\n```")

    assert '<code class="language-python"><span class="tok-k">def</span>' in html
    assert "&lt;b&gt;" in html
    assert "style" not in html


def test_table_columns_are_aligned_by_classes():
    assert '<td class="align-right">1</td>' in html_of("|a|\n|-:|\n|1|")


def test_trust_earns_pictures_and_links_that_are_followed():
    source = "![a cat](https://e.test/cat.png) [x](https://e.test/)"

    newcomer, member, regular = (html_of(source, trust=trust) for trust in (0, 1, 2))

    assert '<a href="https://e.test/cat.png" rel="ugc nofollow noopener">a cat</a>' in newcomer
    assert '<img src="https://e.test/cat.png" alt="a cat"' in member
    assert 'loading="lazy"' in member
    assert "nofollow" in member
    assert "nofollow" not in regular
    assert 'rel="ugc noopener"' in regular


@pytest.mark.parametrize("source", ["http://e.test/x.png", "//e.test/x.png", "/\\e.test/x.png", "data:image/png;base64,AAAA"])
def test_no_picture_comes_unencrypted_or_from_within(source):
    assert "<img" not in html_of(f"![x]({source})", trust=4) or source.startswith("/\\")  # Markdown writes %5C there
    assert "src=" not in render_html(f'<img src="{source}">').html


def test_mentions_link_to_people_who_exist(monkeypatch):
    monkeypatch.setattr(door, "_mentioned", [lambda names: {"ana": "/people/Ana/"} if "ana" in names else {}])

    html = html_of("@Ana, @nobody, x@ana.test, `@ana` [@ana](/x)")

    assert html.count('<a href="/people/Ana/" class="mention" rel="ugc nofollow noopener">@Ana</a>') == 1
    assert html.count("/people/") == 1


def test_links_and_words_are_read_back():
    rendered = render_markdown("# T\n\nGo [there](https://e.test/?a=1&b=2) or <https://e.test/?a=1&b=2> & [here](/x)\n\n- one\n- two")

    assert rendered.links == ("https://e.test/?a=1&b=2",)
    assert rendered.text == "T:\nGo there or https://e.test/?a=1&b=2 & here\none\ntwo"
    assert (rendered.format, rendered.renderer) == ("markdown", door.RENDERER)


def test_html_of_elsewhere_keeps_its_meaning():
    html = render_html(
        '<h1>T</h1><p onclick="x()">a <kbd>Ctrl</kbd><script>x()</script><a href="http://e.test" target=_blank>l</a></p>'
    ).html

    assert html == '<h3>T</h3><p>a <kbd>Ctrl</kbd><a href="http://e.test" rel="ugc nofollow noopener">l</a></p>'


def test_characters_that_nobody_sees_are_left_out():
    assert clean("a\x00b\x1b[31m\u202ec\u2066d\ufeff\r\ne\u2028f") == "ab[31mcd\ne\nf"
    assert clean("\ud800") == "\ufffd"
    assert clean("z" + "\u0300" * 500) == "z" + "\u0300" * 8
    assert clean("¿Qué? 👩‍👩‍👧 עברית नमस्ते") == "¿Qué? 👩‍👩‍👧 עברית नमस्ते"
    assert clean_line(" a\n\t b ") == "a b"


@pytest.mark.parametrize(
    "mark", [">", "- ", "1. ", "> - ", "*", "[", "![", "**a", "_a ", "`", "<a ", "&", "[a](", "https://a.", "|a", "~~", "\\", "@a", "a\n"]
)
def test_the_longest_text_is_shown_soon_whatever_it_repeats(mark):
    source = (mark * MAX_CHARS)[:MAX_CHARS]
    began = time.thread_time()

    rendered = render_markdown(source)

    assert time.thread_time() - began < 5
    assert len(rendered.html) < 1_500_000
    assert active(rendered.html) == []


def test_what_is_too_deep_is_shown_plainly_and_whole():
    html = html_of("> " * 200 + "deep")

    assert html.startswith("<p>&gt;")
    assert "deep" in html


@pytest.mark.parametrize(
    "source",
    [
        "<p>" + "".join(f"<b title={i}>" for i in range(2000)) + "</p>" + "<p>x</p>" * 2000,
        "<div>" * 60_000,
        "<x></y>" * 40_000,
        "".join(f"<x{i}>" for i in range(30_000)),
        "<table>x" * 30_000,
        "<a><div>" * 30_000,
        "&" * 300_000,
        "<p " + " a=b" * 70_000,
    ],
    ids=lambda source: source[:12],
)
def test_html_bombs_stay_small(source):
    began = time.thread_time()

    rendered = render_html(source)
    trusted(source)

    assert time.thread_time() - began < 5
    assert len(rendered.html) <= 6 * len(source)


@pytest.mark.parametrize("render, limit", [(render_markdown, MAX_CHARS), (render_html, MAX_HTML_CHARS)])
def test_a_longer_text_is_refused_with_the_limit(render, limit):
    assert render("x" * limit).text

    with pytest.raises(TextTooLong) as caught:
        render("x" * (limit + 1))
    assert (caught.value.length, caught.value.limit) == (limit + 1, limit)


def test_excerpts_end_at_a_word():
    assert excerpt("one two three four", 12) == "one two…"
    assert excerpt("<p>one &amp;<br>two</p>", 50) == "one & two"
    assert excerpt("a < b", 50) == "a < b"
    assert excerpt("x" * 50, 10) == "x" * 9 + "…"


def test_highlights_join_and_escape():
    assert highlight("a <b> c", [(2, 5), (4, 7)]) == "a <mark>&lt;b&gt;</mark><mark> c</mark>"
    assert highlight("abc", []) == "abc"
    assert highlight("abc", [(-5, 1), (2, 99)]) == "<mark>a</mark>b<mark>c</mark>"


def test_templates_show_what_the_door_made_and_nothing_else():
    template = engines["django"].from_string("{% load text %}{{ html|sanitised }}")

    assert template.render({"html": render_markdown("**a**").html}) == "<p><strong>a</strong></p>\n"
    assert template.render({"html": "<p onclick=x()>a<script>x()</script>"}) == "<p>a</p>"
    assert template.render({"html": None}) == ""
    assert template.render({"html": "a <mark>b</mark>"}) == "a <mark>b</mark>"


@pytest.mark.parametrize(
    "html, words",
    [
        ("<style>x</style><p>a&nbsp;b</p><table><tr><td>c</td><td>d</td></tr></table>", "a b\nc d"),
        ("  no marks > here\r\n\n \tbut \xa0spaces ", "no marks > here\nbut spaces"),
        ("&lt;b&gt; &amp;amp; &quot;x&quot;", '<b> &amp; "x"'),
        ("&AMP; &copy; &#x80; &#0; &amp", "& © € \ufffd &"),
        ("a &lt;script&gt;", "a <script>"),
        ("<p title='a > b'>c<img alt='d > e' src=x>f", "cf"),
        ("a<script>b()</script>c<scr<script>ipt>d", "acipt>d"),
        ("<b>" * 31 + "x", "x"),
        ("<b >" * 31 + "x", "<b >" * 31 + "x"),
        ("<p>a<b>b</p>c</b>&lt;i&gt;</div>d", "ab\nc<i>\nd"),
        ('<p><a href="/x?a=1&amp;b" rel="ugc">a</a>&amp;lt;<object>b</object></p>', "a&lt;"),
        ("a\0b\u202ec\ud800", "abc\ufffd"),
    ],
)
def test_words_come_out_of_html(html, words):
    assert plain(html) == words


def test_threads_do_not_read_each_others_texts():
    sources = [f"https://e.test/{number} and `{number}`" for number in range(400)]
    alone = [render_markdown(source) for source in sources]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render_markdown, sources)) == alone


@given(st.text(max_size=300))
def test_any_text_is_rendered_safely_and_is_stable(source):
    for rendered in (render_markdown(source, trust=4), render_html(source)):
        rendered.html.encode()
        assert active(rendered.html) == []
        assert sorted(trusted(rendered.html)) == sorted(rendered.html)


@given(
    st.lists(
        st.sampled_from(
            "<a href= > \" ' javascript: &colon; <img src onerror= <svg> <b> [ ]( ) ` ``` \n > - | <!-- --> \x00 &#1;".split(" ")
        ),
        max_size=30,
    )
)
def test_pieces_of_markup_in_any_order_are_harmless(pieces):
    assert active(render_markdown("".join(pieces), trust=4).html) == []
    assert active(render_html("".join(pieces)).html) == []


@pytest.mark.parametrize(
    "html, words",
    [
        ("<h3>When</h3><p>Every three months.</p>", "When:\nEvery three months."),
        ("<h3><b>When</b></h3><p>Now.</p>", "When:\nNow."),
        ("<h3>When?</h3><p>Now.</p>", "When?\nNow."),
        ("<h3></h3><p>Now.</p>", "Now."),
    ],
)
def test_a_heading_does_not_run_into_its_text(html, words):
    assert plain(html) == words
