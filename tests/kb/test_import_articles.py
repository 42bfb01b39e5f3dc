"""``manage.py import_articles``: what comes in, twice, cut short, and broken."""

import gzip
import json
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import EventRow
from kb.models import ArticlePage, TopicPage
from tests.support.processes import Nursery

pytestmark = pytest.mark.django_db


def article(id="calc/guide/a.html", lang="en", title="Add a column", html="<h1>Add a column</h1><p>Like this.</p>", **more):
    return {"id": id, "lang": lang, "title": title, "html": html} | more


def run(*paths, **options):
    out = StringIO()
    call_command("import_articles", *map(str, paths), stdout=out, verbosity=0, **options)
    return out.getvalue()


@pytest.fixture
def lines(tmp_path):
    """``lines(article(…), …, name="a.jsonl.gz")``: a file of these."""

    def write(*rows, name="articles.jsonl"):
        folder = tmp_path / "manual"
        folder.mkdir(exist_ok=True)
        text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n"
        data = text.encode()
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return folder / name

    return write


def test_articles_stand_under_the_topics_of_their_folders(lines, client):
    run(lines(article(), article("calc/guide/b.html", title="Add a row"), article("draw/c.html", title="Draw a line"), name="a.jsonl.gz"))

    added = ArticlePage.objects.get(title="Add a column")
    assert added.url == "/en/kb/calc/guide/add-a-column/"
    assert client.get(added.url).status_code == 200
    assert "<h1>Add a column</h1>" in client.get(added.url).content.decode()
    assert client.get(added.url).content.decode().count("Add a column</h") == 1
    assert client.get("/en/kb/calc/").status_code == 200
    assert not any(ArticlePage.find_problems())


def test_the_same_id_in_another_language_is_its_translation(lines, client):
    run(lines(article(), article(lang="es-MX", title="Agrega una columna"), article(lang="pt-BR", title="Adicionar uma coluna")))

    articles = ArticlePage.objects.select_related("locale")
    assert {each.locale.language_code for each in articles} == {"en", "es", "pt"}
    assert len({each.translation_key for each in articles}) == 1
    assert "Agrega una columna" in client.get(ArticlePage.objects.get(locale__language_code="en").url).content.decode()
    assert TopicPage.objects.filter(title="Guide").values("translation_key").distinct().count() == 1


def test_running_again_changes_nothing(lines):
    file = lines(*(article(f"calc/{n}.html", title=f"Article {n % 7}") for n in range(60)))
    first = run(file)
    before = list(ArticlePage.objects.order_by("pk").values_list("pk", "path", "slug", "last_published_at"))
    events = EventRow.objects.filter(name="core.content_imported").count()

    again = run(file)

    assert "60" in first
    assert "Nothing new." in again
    assert list(ArticlePage.objects.order_by("pk").values_list("pk", "path", "slug", "last_published_at")) == before
    assert EventRow.objects.filter(name="core.content_imported").count() == events == 1


def test_a_later_run_adds_after_what_editors_made(lines, topic_in, home):
    run(lines(article()))
    topic = TopicPage.objects.get(title="Guide")
    topic_in(topic, "By hand")

    run(lines(article(), article("calc/guide/new.html", title="New")))

    assert not any(ArticlePage.find_problems())
    assert [page.title for page in TopicPage.objects.get(pk=topic.pk).get_children()] == ["Add a column", "By hand", "New"]


def test_the_report_says_what_was_skipped_and_why(lines):
    file = lines(
        article(),
        article(),
        "{broken",
        '["a list"]',
        article("x", title=" "),
        article("y", html=""),
        article("z", lang="fr"),
        article("w", html="x" * 300_001),
        {"lang": "en"},
    )

    told = run(file)

    for why in (
        "the same id a second time",
        "not a line of JSON",
        "not a JSON object",
        "no title",
        "no text",
        "does not speak (fr)",
        "text too long (over 300,000 characters)",
        "no id",
    ):
        assert why in told
    assert ArticlePage.objects.count() == 1


def test_hostile_html_is_harmless(lines, client):
    run(lines(article(html='<p onclick="x()">Hi<script>alert(1)</script><img src="javascript:x"><a href="javascript:x">y</a></p>')))

    page = client.get(ArticlePage.objects.get().url).content.decode()

    assert "onclick=" not in page
    assert "alert(1)" not in page
    assert "javascript:" not in page


def test_links_between_articles_lead_to_each_other(lines, client):
    html = '<p><a href="b.html#x">near</a> <a href="en/calc/guide/b.html">top</a> <a href="nowhere.html">gone</a> <a href="https://x.example/">far</a></p>'
    run(lines(article(html=html), article("calc/guide/b.html", title="The other one")))
    body = ArticlePage.objects.get(title="Add a column").body_html

    assert body.count('href="/kb/imported/manual/en/calc/guide/b.html"') == 2
    assert ">gone</a>" in body
    assert "nowhere.html" not in body
    assert client.get("/kb/imported/manual/en/calc/guide/b.html", follow=True).redirect_chain[-1][0].endswith("/the-other-one/")
    assert client.get("/kb/imported/manual/en/calc/guide/none.html").status_code == 404


def test_markdown_folders(tmp_path, client):
    folder = tmp_path / "handbook"
    (folder / "returns").mkdir(parents=True)
    (folder / "returns" / "how.md").write_text(
        "---\ntags: refund, parcel\nsummary: In two steps.\n---\n# Send it back\n\n## First\n\nPack it.\n\n## Then\n\nPost it."
    )
    (folder / "returns" / "how.es.md").write_text("# Devuélvelo\n\nEmpácalo.")
    (folder / "returns" / "bad.md").write_bytes(b"\xff\xfe\x00bad")

    told = run(folder, lang="en")

    page = ArticlePage.objects.get(title="Send it back")
    assert page.summary == "In two steps."
    assert sorted(page.tags.names()) == ["parcel", "refund"]
    assert page.url == "/en/kb/returns/send-it-back/"
    assert 'href="#first"' in client.get(page.url).content.decode()
    assert ArticlePage.objects.get(title="Devuélvelo").translation_key == page.translation_key
    assert "not UTF-8" in told


def test_what_cannot_be_read_is_said(tmp_path, lines):
    with pytest.raises(CommandError, match="does not exist"):
        run(tmp_path / "none")
    with pytest.raises(CommandError, match="holds no"):
        run(tmp_path)
    with pytest.raises(CommandError, match="does not speak"):
        run(lines(article()), lang="fr")


def test_a_file_that_breaks_off_gives_what_comes_before(lines):
    whole = lines(*(article(f"calc/{n}.html", title=f"Article {n}", html=f"<p>{n * 7919}</p>" * 20) for n in range(400)), name="a.jsonl.gz")
    whole.write_bytes(whole.read_bytes()[:-2000])

    with pytest.raises(CommandError, match="could not be read to the end"):
        run(whole)

    assert 0 < ArticlePage.objects.count() < 400


def test_search_finds_imported_articles(lines, client, deliver_all):
    run(lines(article(html="<h2>Zimt</h2><p>The quokkafilter stands here.</p>"), article("calc/guide/b.html", title="Other")))
    deliver_all()

    found = client.get("/api/v1/search/?q=quokkafilter&kind=kb.article").json()

    assert [result["title"] for result in found["results"]] == ["Add a column"]
    assert "quokkafilter" in found["results"][0]["snippet"]
    assert found["results"][0]["kind"] == "kb.article"


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the site apart is on SQLite")
def test_a_killed_run_is_taken_up_again(lines, own_site):
    file = lines(*(article(f"calc/{n % 5}/{n}.html", title=f"Article {n}", html="<p>word</p>" * 200) for n in range(1500)))
    deaths = 0
    with Nursery(own_site) as site:
        for wait in (0.5, 1.2, 2):
            process = site.start("import_articles", str(file), "-v0")
            time.sleep(wait)
            deaths += process.poll() is None
            process.kill()

        last = site.run("import_articles", str(file), "-v0").stdout
        told = site.shell(
            "from kb.models import *; from core.models import *; import json; "
            "told = [e.payload for e in EventRow.objects.filter(name='core.content_imported')]; "
            "ids = list(ArticlePage.objects.values_list('pk', flat=True)); "
            "print(json.dumps([len(ids), any(map(bool, ArticlePage.find_problems())), "
            "sum(not any(e['first_id'] <= i <= e['last_id'] for e in told) for i in ids)]))"
        )
    assert deaths
    assert json.loads(told) == [1500, False, 0], last
