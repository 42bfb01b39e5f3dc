"""Where suggestions are shown: to who asks, in forums and to support; to the team beside its replies; to moderators."""

import pytest
from django.urls import reverse

from core.content import content
from core.models import Interaction
from core.viewer import HOUSE
from crm_sync.actions.open_case import escalate_thread, open_from_form
from forums.actions.start_topic import start_topic
from forums.models import Topic
from kb.actions.propose_article import propose_article
from kb.models import KnowledgeBasePage, TopicPage
from moderation.actions.hold import hold
from moderation.models import ReviewItem
from search.actions.rules import save_rule
from search.models import RuleHits, SuggestionRule
from tests.forums.conftest import make_forum

pytestmark = pytest.mark.django_db(transaction=True)

MAIL = "Buenos días, les escribo porque desde el lunes tengo un problema en casa y no sé qué hacer. " * 60


@pytest.fixture
def everything(ask, regular, deliver_all):
    """A question, a topic and a guide that answer the same."""
    question = ask("La lavadora vibra mucho", answers=("Gira las patas hasta que no baile.",), accepted=0)
    forum = make_forum("Lavadoras", lang="es")
    topic = start_topic(forum, regular, title="Vibra la lavadora nueva", body="Quita los tornillos de transporte.", lang="es")
    home = KnowledgeBasePage.objects.get(locale__language_code="es")
    under = home.add_child(instance=TopicPage(title="Lavar", slug="lavar", locale_id=home.locale_id))
    guide = propose_article(regular, under, title="Si la lavadora vibra", summary="Nivelar", text="Nivela la lavadora que vibra.")
    guide.save_revision().publish()
    deliver_all()
    return question, topic, guide, forum


@pytest.mark.parametrize("text", ["lavadora vibra", f"{MAIL} La lavadora vibra. {MAIL}"], ids=["short", "long"])
def test_questions_topics_and_guides_are_suggested_with_the_passage_that_answers(client, everything, text):
    question, topic, guide, _forum = everything

    shown = client.get("/search/suggestions/", {"title": text, "form": "ask", "lang": "es"})
    page = shown.content.decode()

    keys = {suggestion.key for suggestion in shown.context["suggestions"]}
    assert keys == {f"qa.question:{question.pk}", f"forums.topic:{topic.pk}", f"kb.article:{guide.pk}"}
    for passage in ("Gira las patas", "tornillos de transporte", "Nivela la"):
        assert passage in page


def test_a_new_topic_is_told_the_same_and_asks_for_the_version(everything, person, client_for):
    forum = everything[3]
    save_rule(SuggestionRule(), HOUSE, {"name": "V", "phrases": ["vibra"], "asks_version": True, "banner": {"es": "Desenchúfala."}})
    browser = client_for(person(trust=3), headers={"Accept-Language": "es"})
    address = reverse("forums:new_topic", args=[forum.pk])
    typed = {"title": "Vibra y camina por la cocina", "body": "No sé qué hacer.", "nonce": "n-1", "lang": "es"}

    shown = browser.get(address, {"title": typed["title"]}, follow=True).content.decode()
    before = Topic.objects.count()
    refused = browser.post(address, typed)
    browser.post(address, typed | {"version": "B-9"})

    assert "Desenchúfala." in shown
    assert 'name="version"' in shown
    assert refused.status_code == 422
    assert Topic.objects.count() == before + 1
    assert "B-9" in Topic.objects.order_by("-pk").first().first_post.body_text


def test_support_reads_the_whole_text_and_the_product(client, everything):
    save_rule(SuggestionRule(), HOUSE, {"name": "P", "tags": ["brisa-9"], "banner": {"es": "Hay una campaña."}})

    without = client.get("/search/suggestions/", {"subject": "Ayuda", "description": "mi lavadora vibra", "form": "support", "lang": "es"})
    with_product = client.get("/search/suggestions/", {"subject": "Ayuda", "product": "Brisa 9", "form": "support", "lang": "es"})

    assert "La lavadora vibra mucho" in without.content.decode()
    assert "Hay una campaña." not in without.content.decode()
    assert "Hay una campaña." in with_product.content.decode()


def test_the_team_sees_known_answers_beside_a_question_and_nobody_else_does(client, everything, ask, deliver_all, person, client_for):
    waiting = ask("Mi lavadora vibra y hace ruido")
    deliver_all()
    address = f"/search/known/qa.question/{waiting.pk}/"
    agent, member = client_for(person(roles=("agent",))), client_for(person())

    fragment = agent.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in fragment
    assert "Gira las patas" in fragment
    assert 'data-insert-link="' in fragment
    assert f"/questions/{waiting.pk}/" not in fragment
    assert "data-insert-link" not in agent.get(address).content.decode()
    assert address in agent.get(waiting.get_absolute_url()).content.decode()
    assert address not in member.get(waiting.get_absolute_url()).content.decode()
    assert (client.get(address).status_code, member.get(address).status_code) == (404, 404)
    assert agent.get("/search/known/qa.question/999999/").status_code == 404
    assert agent.get(f"/search/known/qa.question/{2**70}/").status_code == 404


def test_known_answers_are_no_impressions_of_customers(everything, person, client_for, ask, deliver_all):
    rule = save_rule(SuggestionRule(), HOUSE, {"name": "V", "phrases": ["vibra"], "banner": {"es": "x"}})
    waiting = ask("Mi lavadora vibra y hace ruido")
    deliver_all()

    client_for(person(roles=("agent",))).get(f"/search/known/qa.question/{waiting.pk}/")

    assert not Interaction.objects.filter(surface="staff").exists()
    assert not RuleHits.objects.filter(rule=rule).exists()


def test_a_case_shows_known_answers_but_not_its_own_thread(everything, person, client_for, viewer, ask, deliver_all):
    agent = person(roles=("agent",))
    customer = viewer(person(trust=3))
    told = {"subject": "Mi lavadora vibra", "description": "Desde ayer.", "product": "", "category": "", "journey": "", "nonce": "n-1"}
    case = open_from_form(customer, **told)
    escalated = escalate_thread("qa.question", everything[0].pk, by=viewer(agent), reason="x")
    deliver_all()
    browser = client_for(agent)

    page = browser.get(f"/support/desk/{case.pk}/")
    own = browser.get(f"/support/desk/{escalated.pk}/")

    assert "Gira las patas" in page.content.decode()
    assert everything[0].pk not in [known.id for known in own.context["known"] if known.kind == "qa.question"]


def test_the_desk_asks_whether_an_item_is_a_duplicate(everything, person, client_for, ask, deliver_all):
    title = "El desagüe de la lavadora Brisa pierde agua por la manguera"
    first = ask(title, "Pierde agua por la manguera del desagüe de la lavadora.")
    again = ask(title, "Pierde agua por la manguera del desagüe de la lavadora.")
    deliver_all()
    content["qa.question"].hold(again.pk, HOUSE)
    deliver_all()
    hold("qa.question", again.pk, ["first_posts"])
    item = ReviewItem.objects.get(object_id=again.pk)
    browser = client_for(person(roles=("moderator",)))

    shown = browser.get(f"/moderation/items/{item.pk}/")
    closing = browser.get(f"/questions/{again.pk}/-/close/?duplicate_of={first.pk}")

    assert first.get_absolute_url() in shown.content.decode()
    assert f'value="{first.pk}"' in closing.content.decode()
