"""Synonyms that a house's own answers and searches show: proposed to managers from what everybody may read, taken or refused there."""

from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.actions.give_consent import give_consent
from accounts.models import Consent
from accounts.viewer import viewer_of
from core import interactions, jobs
from core.content import content
from core.models import Interaction, Job, QueryText
from core.viewer import GUEST, HOUSE
from qa.models import Answer, Question, Visibility
from search.actions.synonyms import add_synonym
from search.learned import translations
from search.learned.proposals import LEARN
from search.models import RuleChange, Synonym, SynonymProposal, TermTranslation
from search.periodic import look_for_synonyms
from search.request import SearchRequest
from search.selectors import search

pytestmark = pytest.mark.django_db(transaction=True)

PROPOSALS, SYNONYMS = "/search/manage/synonyms/proposals/", "/search/manage/synonyms/"
FILLER = 70
SAID = {
    "es": ("La lavadora hace un {} raro al centrifugar la ropa de la casa", "zumbido", "ronroneo", "El horno número {} no se calienta"),
    "pt": ("A lavadora faz um {} estranho ao centrifugar a roupa da casa", "zumbido", "chiado", "O forno número {} não aquece"),
    "en": ("The washer makes a strange {} while spinning the laundry", "humming", "buzzing", "The oven number {} does not heat"),
}


@pytest.fixture
def people(person):
    return [person(trust=3) for _ in range(6)]


@pytest.fixture
def house(people):
    """``house("en")``: six people asked with one word and six others answered with another, beside much else."""

    def fill(lang="en", one="", other="", **facts):
        sentence, first, second, otherwise = SAID[lang]
        ask, tell = sentence.format(one or first), sentence.format(other or second)
        common = {"slug": "q", "lang": lang}
        for number, author in enumerate(people):
            asked = Question.objects.create(title=ask, body_text=ask, body_html=f"<p>{ask}</p>", author=author, **common | facts)
            by = people[number - 1]
            Answer.objects.create(question=asked, author=by, body_text=tell, body_html=f"<p>{tell}</p>")
        others = [otherwise.format(number) for number in range(FILLER)]
        made = Question.objects.bulk_create(Question(title=text, body_text=text, author=people[0], **common) for text in others)
        Answer.objects.bulk_create(Answer(question=each, author=people[1], body_text=each.title) for each in made)

    return fill


@pytest.fixture
def boss(person, client_for):
    return client_for(person(roles=("manager",)), headers={"Accept-Language": "en"})


@pytest.fixture
def learn(deliver_all):
    def run():
        jobs.start(LEARN, HOUSE)
        deliver_all()
        assert Job.objects.filter(kind=LEARN).latest("pk").state == Job.State.DONE
        return list(SynonymProposal.objects.filter(state="open").order_by("-score").values_list("line", flat=True))

    return run


def propose(line="noise, sound", **facts):
    one, other = line.split(", ")
    given = {"lang": "en", "pair": f"en:{one} en:{other}", "asked": f"en:{one}", "told": f"en:{other}", "line": line, "score": 0.2}
    return SynonymProposal.objects.create(**given | {"evidence": {"accepted": 2, "searches": 4}, "askers": 5} | facts)


def decide(boss, proposal, what, **more):
    return boss.post(f"{PROPOSALS}{proposal.pk}/decide/", {"do": what} | more)


@pytest.mark.parametrize("lang", SAID)
def test_what_people_are_answered_with_is_proposed(house, learn, lang):
    house(lang)
    _, one, other, _ = SAID[lang]

    assert learn() == [f"{one}, {other}"]

    proposal = SynonymProposal.objects.get()
    assert (proposal.lang, proposal.evidence, proposal.askers) == (lang, {"answers": 6}, 6)
    assert len(proposal.examples) == 5
    assert not Synonym.objects.exists()
    assert learn() == [f"{one}, {other}"]
    assert SynonymProposal.objects.get().pk == proposal.pk


def test_it_is_looked_for_every_day(house, deliver_all):
    house()

    look_for_synonyms()
    deliver_all()

    assert SynonymProposal.objects.count() == 1


@pytest.mark.parametrize("fate", [{"visibility": Visibility.PENDING}, {"visibility": Visibility.HIDDEN}])
def test_what_not_everybody_may_read_teaches_nothing(house, learn, fate):
    house(**fate)

    assert learn() == []


def test_texts_in_another_language_than_they_say_teach_nothing(house, learn, monkeypatch):
    monkeypatch.setitem(
        SAID, "en", ("De wasmachine maakt een {} geluid wanneer hij ronddraait met de vuile was", "brommend", "zoemend", "{}")
    )
    house()

    assert learn() == []


def test_what_is_hidden_later_is_proposed_no_more(house, learn):
    house()
    assert learn()

    Question.objects.filter(title__contains="humming").update(visibility=Visibility.HIDDEN)

    assert learn() == []


def test_one_person_alone_puts_no_word_there(house, learn, people):
    house()
    Question.objects.filter(title__contains="humming").update(author=people[0])
    assert learn() == []

    house_of_one = Answer.objects.filter(body_text__contains="buzzing")
    house_of_one.update(author=people[2])
    Question.objects.filter(title__contains="humming").update(author=people[3])
    assert learn() == []


def test_what_managers_wrote_is_not_proposed(house, learn):
    house()
    add_synonym("en", "humming => buzzing", HOUSE)

    assert learn() == []


def test_two_words_that_translate_the_same_are_proposed_without_anybody_asking(house, learn, people, boss):
    house("es")
    Question.objects.update(author=people[0])
    rows = (("es:zumb", "en:buzz", 0.9), ("es:ronrone", "en:buzz", 0.5))
    TermTranslation.objects.bulk_create(TermTranslation(term=term, other=other, score=score) for term, other, score in rows)
    translations.kept.forget_after_commit()

    assert learn() == ["ronroneo, zumbido"]

    assert "1 word of another language means both" in boss.get(PROPOSALS, {"lang": "es"}).content.decode()
    translations.kept.forget_after_commit()


class TestSearches:
    """The words that people search with and nobody writes."""

    @pytest.fixture
    def seekers(self, person):
        def make(number, *, agreed):
            made = [person(trust=1) for _ in range(number)]
            for each in made:
                if agreed:
                    give_consent(each, Consent.Purpose.ANALYTICS, how=Consent.How.BANNER)
            return [viewer_of(each) for each in made]

        return make

    def read_three(self, seekers, word="rumble"):
        """Each searches and reads three of the documents that say ``humming``."""
        found = list(Question.objects.filter(title__contains="humming")[:3])
        for number, viewer in enumerate(seekers):
            common = {"viewer": viewer, "journey": f"visit-{number:06}", "query": word, "lang": "en"}
            interactions.record("search", results=3, surface="results", **common)
            for place, question in enumerate(found, 1):
                interactions.record("impression", ref=("qa.question", question.pk), position=place, surface="results", **common)
            interactions.flush()
            for question in found:
                interactions.record("dwell", viewer=viewer, journey=common["journey"], ref=("qa.question", question.pk), seconds=20)
            interactions.flush()

    @pytest.mark.parametrize("number, agreed, proposed", [(5, True, True), (4, True, False), (8, False, False)])
    def test_count_people_who_agreed(self, house, learn, seekers, number, agreed, proposed):
        house()
        self.read_three(seekers(number, agreed=agreed))

        assert ("rumble => humming" in learn()) is proposed

    def test_teach_nothing_when_learning_is_switched_off(self, house, learn, seekers, settings):
        settings.SEARCH_LEARNING = False
        house()
        self.read_three(seekers(6, agreed=True))

        assert "rumble => humming" not in learn()

    @pytest.mark.parametrize("results, proposed", [(0, True), (7, False)])
    def test_that_found_nothing_and_were_asked_again_in_other_words(self, house, learn, seekers, results, proposed):
        house()
        first = QueryText.objects.create(text="rumble", lang="en", folded="rumble")
        second = QueryText.objects.create(text="humming", lang="en", folded="humming")
        now = timezone.now()
        for number, viewer in enumerate(seekers(6, agreed=True)):
            facts = {"kind": "search", "journey": f"visit-{number}", "person_id": viewer.user_id, "consent": "analytics", "at": now}
            Interaction.objects.create(query=first, results=results, **facts)
            Interaction.objects.create(query=second, results=3, position=1, **facts)

        assert ("rumble => humming" in learn()) is proposed


class TestManagers:
    def test_see_what_shows_it_and_what_it_would_change(self, boss, ask, deliver_all):
        question = ask("A loud noise when it drains", lang="en")
        told = ask("The sound of draining", lang="en", answers=("Level it.",), accepted=0)
        deliver_all()
        proposal = propose(examples=[f"qa.question:{told.pk}", "qa.question:99999"])
        for visitor in range(3):
            interactions.record("search", viewer=GUEST, query="noise", lang="en", journey=f"visit-{visitor}")
        interactions.record("search", viewer=GUEST, query="noise at Ana's", lang="en", journey="visit-9")
        interactions.flush()

        listed = boss.get(SYNONYMS, {"lang": "en"}).content.decode()
        page = boss.get(f"{PROPOSALS}{proposal.pk}/")
        searches = boss.get(f"{PROPOSALS}{proposal.pk}/", {"on": "searches"})

        for said in ("noise, sound", "2 accepted answers", "4 documents found and read", "5 people asked so"):
            assert said in listed
        assert "The sound of draining" in page.content.decode()
        assert page.context["trial"].held == 2
        [change] = searches.context["trial"].changes
        assert searches.context["trial"].held == 2
        assert "Ana" not in searches.content.decode()
        assert [row.card.id for row in change.before] == [question.pk]
        assert {row.card.id for row in change.after} == {question.pk, told.pk}
        assert not Synonym.objects.exists()

    def test_take_it_and_take_that_back(self, boss, client, ask, deliver_all, learn):
        ask("A strange sound", lang="en")
        deliver_all()
        proposal = propose()
        english = {"Accept-Language": "en"}
        assert client.get("/search/", {"q": "noise"}, headers=english).context["rows"] == []

        answer = decide(boss, proposal, "take", next=f"{SYNONYMS}?lang=en")

        assert (answer.status_code, answer["Location"]) == (302, f"{SYNONYMS}?lang=en")
        shown = client.get("/search/", {"q": "noise"}, headers=english)
        assert "<mark>sound</mark>" in shown.content.decode()
        assert "It says the same in other words." in shown.content.decode()
        assert client.get("/api/v1/search/", {"q": "noise", "lang": "en"}).json()["count"] == 1
        assert [each.line for each in Synonym.objects.all()] == ["noise, sound"]
        decided = boss.get(PROPOSALS, {"lang": "en"}).context["page"]
        assert ([each.proposal.state for each in decided.decided], decided.waiting) == (["taken"], [])
        history = boss.get("/search/manage/history/").content.decode()
        assert "Taken" in history
        assert "Made" in history

        decide(boss, proposal, "back")

        assert client.get("/search/", {"q": "noise"}, headers=english).context["rows"] == []
        assert not Synonym.objects.exists()
        assert SynonymProposal.objects.get().state == "open"
        assert list(RuleChange.objects.filter(subject="proposal").order_by("pk").values_list("action", flat=True)) == ["taken", "reopened"]

    def test_refuse_it_for_ever_until_they_take_that_back(self, boss, house, learn):
        house()
        learn()
        proposal = SynonymProposal.objects.get()

        decide(boss, proposal, "refuse")
        decide(boss, proposal, "take")

        assert learn() == []
        assert SynonymProposal.objects.get().state == "refused"
        assert not Synonym.objects.exists()
        decide(boss, proposal, "back")
        assert learn() == ["humming, buzzing"]

    def test_a_line_that_is_deleted_elsewhere_is_not_proposed_again(self, boss, house, learn):
        house()
        learn()
        proposal = SynonymProposal.objects.get()
        decide(boss, proposal, "take")
        boss.post(f"{SYNONYMS}{Synonym.objects.get().pk}/delete/")

        assert learn() == []
        decide(boss, proposal, "back")
        assert learn() == ["humming, buzzing"]

    def test_nothing_else_can_be_decided(self, boss):
        proposal = propose()

        assert decide(boss, proposal, "sell").status_code == 400
        assert decide(boss, proposal, "refuse", next="https://elsewhere.example/")["Location"] == f"{PROPOSALS}?lang=en"
        assert boss.post(f"{PROPOSALS}99999/decide/", {"do": "take"}).status_code == 404

    @pytest.mark.parametrize("number", [2, 40])
    def test_the_lists_cost_the_same_for_few_and_for_many(self, boss, number, django_assert_num_queries):
        for each in range(number):
            decided = {"state": "refused", "decided_at": timezone.now(), "decided_by": None} if each % 2 else {}
            propose(f"word{each}, other{each}", **decided)
        boss.get(PROPOSALS)

        with django_assert_num_queries(COST_OF_PROPOSALS):
            boss.get(PROPOSALS, {"lang": "en"})
        with django_assert_num_queries(COST_OF_SYNONYMS):
            boss.get(SYNONYMS, {"lang": "en"})


def test_a_word_that_only_others_may_read_stays_unknown(ask, person, viewer, deliver_all, boss):
    """Whatever a manager takes: a synonym finds, counts and explains only what the reader may see."""
    secret = ask("A secret sound", lang="en", by=viewer(person(trust=3)))
    content["qa.question"].hold(secret.pk, HOUSE)
    deliver_all()
    decide(boss, propose(), "take")

    found = search(SearchRequest(text="noise", prefer="en", facets=True), replace(GUEST, language="en"))

    assert (found.rows, found.total, found.meant, found.offered, found.facets) == ((), 0, "", "", {})


COST_OF_PROPOSALS = 6
COST_OF_SYNONYMS = 9
