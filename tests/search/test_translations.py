"""What translated pages teach, and what a question finds in another language when there is nothing good in the reader's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core import jobs
from core.content import Document, Part
from core.models import Job
from core.viewer import GUEST, HOUSE
from kb.models import ArticlePage, KnowledgeBasePage, TopicPage
from search.learned import translations
from search.learned.translating import LEAST_TOGETHER, Learner, pairs, units
from search.models import TermTranslation
from search.periodic import learn_from_translated_pages
from search.request import SearchRequest
from search.selectors import consult, search

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PAIRS = (
    ("es:pantall", "en:screen"),
    ("es:oscur", "en:dark"),
    ("es:encend", "en:turn"),
)


def page(lang, title, *parts):
    told = tuple(Part("body", text, "") for text in parts)
    return Document("kb.article", 1, 1, lang, title, told, (), False, 0, NOW, NOW, ("public",))


def learned(*documents):
    learner = Learner()
    for one, other in pairs(documents):
        for _ in range(LEAST_TOGETHER):
            learner.add(units(one, other))
    return {(term, other) for term, other, _score in learner.learned()}


def test_what_stands_in_the_same_sentences_means_the_same():
    spanish = page("es", "La pantalla", "Cambie la pantalla\nLimpie el filtro\nCambie el filtro")
    english = page("en", "The screen", "Replace the screen\nClean the filter\nReplace the filter")

    found = learned(spanish, english)

    assert {("es:pantall", "en:screen"), ("en:screen", "es:pantall"), ("es:limpi", "en:clean")} <= found
    assert ("es:pantall", "en:filter") not in found


def test_parts_that_differ_teach_by_their_titles_alone():
    found = learned(page("es", "Pantalla", "Uno\nDos", "Tres"), page("en", "Screen", "One\nTwo"))

    assert found == {("es:pantall", "en:screen"), ("en:screen", "es:pantall")}


def test_languages_that_we_cannot_analyse_teach_nothing():
    assert learned(page("es", "Pantalla"), page("de", "Bildschirm")) == set()
    assert learned(page("es", "Pantalla"), page("es-MX", "Monitor")) == set()


@pytest.fixture
def known(db):
    TermTranslation.objects.bulk_create(TermTranslation(term=term, other=other, score=0.8) for term, other in PAIRS)
    translations.kept.forget_after_commit()


committed = pytest.mark.django_db(transaction=True)


@committed
def test_a_question_finds_a_solution_in_another_language_when_there_is_nothing_good(ask, deliver_all, known):
    english = ask("The screen stays dark", "It is dark.", lang="en", answers=("Turn the screen on.",), accepted=0)
    ask("Lavadora con ruido", "Hace ruido y está en la cocina oscura de casa")
    deliver_all()

    [first, *_] = consult("la pantalla está oscura", replace(GUEST, language="es"), surface="ask").suggestions

    assert (first.id, first.passage) == (english.pk, "Turn the screen on.")
    assert {why.partition(":")[0] for why in first.why} >= {"translation", "other_language", "solved"}
    assert "<mark>screen</mark>" in first.snippet
    results = search(SearchRequest(text="pantalla oscura", prefer="es"), GUEST)
    assert english.pk in [row.card.id for row in results.rows]


@committed
def test_what_is_good_in_the_readers_language_is_enough(ask, deliver_all, known):
    spanish = ask("La pantalla está oscura")
    ask("The screen stays dark", lang="en")
    deliver_all()

    found = consult("pantalla oscura", replace(GUEST, language="es"), surface="ask").suggestions

    assert [suggestion.id for suggestion in found] == [spanish.pk]


@committed
def test_who_asks_for_one_language_gets_one(ask, deliver_all, known):
    ask("The screen stays dark", lang="en")
    deliver_all()

    assert search(SearchRequest(text="pantalla oscura", prefer="es", langs=("es",)), GUEST).rows == ()


@committed
def test_another_language_leaks_nothing(ask, deliver_all, known, person, viewer):
    from core.content import content

    secret = ask("The screen stays dark", "Dark secret", lang="en", by=viewer(person(trust=3)))
    deliver_all()
    content["qa.question"].hold(secret.pk, HOUSE)

    for _ in ("before the index knows", "after"):
        assert consult("pantalla oscura", GUEST, surface="ask").suggestions == []
        results = search(SearchRequest(text="pantalla oscura", prefer="es", facets=True), GUEST)
        assert (results.rows, results.total) == ((), 0)
        deliver_all()


def guide(lang, title, text, key=None, audience="public"):
    home = KnowledgeBasePage.objects.get(locale__language_code=lang)
    topic = TopicPage.objects.child_of(home).first() or home.add_child(instance=TopicPage(title="T", slug="t", locale_id=home.locale_id))
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    article = ArticlePage(title=title, locale_id=home.locale_id, summary="x", body_html=body, body_text=text, audience=audience)
    if key:
        article.translation_key = key
    topic.add_child(instance=article)
    article.save_revision().publish()
    return article


@committed
def test_the_job_learns_from_public_pages_alone_and_only_when_there_is_news(deliver_all):
    for number in range(LEAST_TOGETHER):
        first = guide("es", f"La pantalla {number}", f"Cambie la pantalla {number}")
        guide("en", f"The screen {number}", f"Replace the screen {number}", first.translation_key)
        hidden = guide("es", f"El zorro {number}", f"Cambie el zorro {number}", audience="employees")
        guide("en", f"The fox {number}", f"Replace the fox {number}", hidden.translation_key, audience="employees")

    learn_from_translated_pages()
    deliver_all()
    learn_from_translated_pages()

    assert list(Job.objects.filter(kind=translations.LEARN).values_list("state", flat=True)) == ["done"]
    terms = set(TermTranslation.objects.values_list("term", "other"))
    assert {("es:pantall", "en:screen"), ("en:screen", "es:pantall")} <= terms
    assert not any("fox" in other for _term, other in terms)
    assert translations.current()

    ArticlePage.objects.all().unpublish()
    jobs.start(translations.LEARN, HOUSE)
    deliver_all()
    assert not TermTranslation.objects.exists()
    assert not translations.current()
