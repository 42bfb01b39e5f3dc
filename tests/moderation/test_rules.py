import pytest
from django.core.exceptions import ValidationError

from core.ports import admission
from core.ports.admission import Draft
from moderation import rules
from moderation.models import ModerationSettings, ReviewItem, WatchedWord
from qa.actions.ask_question import ask_question
from qa.models import Question

pytestmark = pytest.mark.django_db


def draft(author, body="words", **facts):
    return Draft(**{"kind": "qa.question", "author_id": author.pk, "lang": "es", "title": "", "body": body, "html": "", **facts})


def codes(decision):
    return [reason.code for reason in decision.reasons]


@pytest.mark.parametrize("where", ["title", "body", "links"])
def test_watched_word_holds_wherever_it_stands(author, viewer, where):
    word = WatchedWord.objects.create(text="píldora")
    text = ("https://x.test/pildora",) if where == "links" else "Una PÍLDORA"

    decision = admission.decide(draft(author, **{where: text}), viewer(author))

    assert (decision.outcome, codes(decision)) == ("hold", [f"watched_words:{word.pk}"])
    assert decision.reasons[0].message


@pytest.mark.parametrize(
    "facts, outcome",
    [({"language": "es"}, "hold"), ({"language": ""}, "hold"), ({"language": "pt"}, "publish"), ({"enabled": False}, "publish")],
)
def test_word_counts_in_its_language_while_in_use(author, viewer, facts, outcome):
    WatchedWord.objects.create(text="pildora", **facts)

    assert admission.decide(draft(author, "una píldora"), viewer(author)).outcome == outcome


def test_pattern_holds_too(author, viewer):
    WatchedWord.objects.create(text=r"\+52\s?\d{2}", match="pattern")

    assert admission.decide(draft(author, "llama al +52 55"), viewer(author)).outcome == "hold"


@pytest.mark.parametrize("text, match", [("(", "pattern"), (".*", "pattern"), ("!!", "word")])
def test_unusable_word_is_refused_in_the_admin(text, match):
    with pytest.raises(ValidationError):
        WatchedWord(text=text, match=match).full_clean()


def test_newcomers_first_post_waits_until_one_is_published(person, viewer):
    newcomer = person(trust=0)

    assert codes(admission.decide(draft(newcomer), viewer(newcomer))) == ["first_posts"]
    question = ask_question(viewer(newcomer), title="My first question", body="Hello", lang="es")
    assert question.visibility == "pending"
    assert admission.decide(draft(newcomer), viewer(newcomer)).outcome == "hold"
    Question.objects.update(visibility="public")
    assert admission.decide(draft(newcomer), viewer(newcomer)).outcome == "publish"


@pytest.mark.parametrize("facts", [{"trust": 1}, {"roles": {"agent"}}])
def test_trusted_people_and_staff_do_not_wait(person, viewer, facts):
    somebody = person()

    assert admission.decide(draft(somebody), viewer(somebody, **facts)).outcome == "publish"


def test_edit_is_not_a_first_post(person, viewer):
    newcomer = person(trust=0)

    assert admission.decide(draft(newcomer, is_edit=True, object_id=1), viewer(newcomer)).outcome == "publish"


@pytest.mark.parametrize("settings, trust, outcome", [({"first_posts": 0}, 0, "publish"), ({"first_posts_trust": 3}, 2, "hold")])
def test_manager_tunes_the_rule(person, viewer, settings, trust, outcome):
    ModerationSettings.objects.create(**settings)
    somebody = person(trust=trust)

    assert admission.decide(draft(somebody), viewer(somebody)).outcome == outcome


def test_rule_that_fails_publishes_and_is_logged(author, viewer, monkeypatch, caplog):
    def broken(*_args):
        raise RuntimeError("no such table")

    monkeypatch.setattr(rules, "RULES", (rules.Rule("broken", "", "", 1, broken),))

    assert admission.decide(draft(author), viewer(author)).outcome == "publish"
    assert "admission failed" in caplog.text


def test_all_words_cost_one_query(author, viewer, django_assert_num_queries):
    WatchedWord.objects.bulk_create(WatchedWord(text=f"palabra{n}") for n in range(50))
    somebody = viewer(author)

    with django_assert_num_queries(2):
        admission.decide(draft(author, "una palabra7 y palabra33"), somebody)


def test_held_question_arrives_at_the_desk_with_its_reasons(author, viewer, deliver_all):
    word = WatchedWord.objects.create(text="píldora")

    question = ask_question(viewer(author), title="La píldora mágica", body="Compra ya", lang="es")
    deliver_all()

    item = ReviewItem.objects.get()
    assert (item.object_id, item.held, item.score, item.lang) == (question.pk, True, 5, "es")
    assert [hit.code for hit in item.hits.all()] == [f"watched_words:{word.pk}"]


def test_imports_never_come_to_the_desk(deliver_all):
    from django.db import transaction

    from core.events import ContentImported, record

    with transaction.atomic():
        record(ContentImported("dump", "qa.question", 1, 50))
    deliver_all()

    assert not ReviewItem.objects.exists()
