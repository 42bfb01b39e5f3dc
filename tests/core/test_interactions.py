import pytest
import time_machine

from core import interactions, visitor, voters
from core.models import Interaction, QueryText, VoterSalt
from core.viewer import GUEST, Viewer

pytestmark = pytest.mark.django_db


def test_interactions_are_written_in_one_insert(django_assert_max_num_queries):
    interactions.record("impression", viewer=GUEST, journey="j0", ref=("qa.question", 1))
    interactions.flush()  # the first of the month makes its salt
    for number in range(50):
        interactions.record("impression", viewer=GUEST, journey="j", ref=("qa.question", number))

    with django_assert_max_num_queries(1):
        written = interactions.flush()

    assert written == Interaction.objects.filter(journey="j").count() == 50


def test_without_consent_no_person_is_kept(person):
    someone = person()
    interactions.record("search", viewer=Viewer(user_id=someone.pk), query="no enciende")
    interactions.record("search", viewer=Viewer(user_id=someone.pk, analytics_consent=True), query="no enciende")
    interactions.flush()

    assert list(Interaction.objects.order_by("pk").values_list("person_id", "consent")) == [(None, "none"), (someone.pk, "analytics")]


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("my mail is ana@example.com ok", "my mail is [address] ok"),
        ("call +52 (55) 1234-5678 now", "call [number] now"),
        ("see https://example.com/a?b=c", "see [link]"),
        ("error 0x80070057 on v2.1", "error 0x80070057 on v2.1"),
        ("NUL \x00 here\nand there", "NUL here and there"),
    ],
)
def test_queries_are_scrubbed_of_what_names_a_person(typed, kept):
    interactions.record("search", viewer=GUEST, query=typed, lang="es")
    interactions.flush()

    assert QueryText.objects.get().text == kept


@pytest.mark.postgres
def test_what_an_address_carries_never_blocks_the_buffer():
    interactions.record("view", viewer=GUEST, journey="abc\x00def" + "x" * 50, query="a\x00", lang="e\x00s" * 9, surface="page\x00")

    assert interactions.flush() == 1
    assert Interaction.objects.get().journey.startswith("abcdef")


def test_what_could_not_be_written_stays_for_the_next_try(monkeypatch):
    interactions.record("view", viewer=GUEST, ref=("qa.question", 1))
    monkeypatch.setattr(Interaction.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        interactions.flush()
    monkeypatch.undo()

    assert interactions.flush() == 1


def impression(id, position, *, query="pump", surface="results", viewer=GUEST, typing=False, journey="token-1"):
    interactions.record("search", viewer=viewer, journey=journey, query=query, lang="en", results=1, surface=surface, typing=typing)
    ref = ("qa.question", id)
    interactions.record("impression", viewer=viewer, journey=journey, ref=ref, query=query, lang="en", surface=surface, position=position)


def test_what_is_opened_is_tied_to_the_search_that_showed_it():
    impression(5, 3)
    interactions.flush()
    interactions.record("view", viewer=GUEST, journey="token-1", ref=("qa.question", 5), surface="question")
    interactions.record("view", viewer=GUEST, journey="token-2", ref=("qa.question", 5), surface="question")
    interactions.record("open", viewer=GUEST, journey="token-1", ref=("qa.question", 6))
    interactions.flush()

    opened = Interaction.objects.filter(kind__in=("view", "open")).order_by("pk")
    assert list(opened.values_list("query__text", "position", "source")) == [("pump", 3, "results"), (None, None, ""), (None, None, "")]


def test_a_search_knows_what_became_of_it():
    for query in ("pump leaks", "pump", "hinge"):
        impression(5, 2, query=query)
        interactions.flush()
    impression(5, 2, query="hinge broken", journey="token-2")
    interactions.record("view", viewer=GUEST, journey="token-1", ref=("qa.question", 5), surface="question")
    interactions.flush()

    rows = Interaction.objects.filter(kind="search").order_by("pk").values_list("query__text", "source", "position")
    assert list(rows) == [("pump leaks", "rephrased", None), ("pump", "", None), ("hinge", "", 2), ("hinge broken", "", None)]


def test_what_typing_replaced_was_not_looked_at():
    impression(5, 1, query="pu", surface="ask", typing=True)
    impression(6, 1, query="pump", surface="ask", typing=True)
    interactions.flush()
    impression(5, 1, query="pump leaks", surface="ask", typing=True)
    impression(7, 1, query="pump", surface="ask", typing=True, journey="token-2")
    interactions.flush()

    shown = Interaction.objects.filter(kind="impression").order_by("pk")
    assert not Interaction.objects.filter(source="typing").exists()
    assert list(shown.values_list("ref_id", "position")) == [(5, None), (6, None), (5, 1), (7, 1)]


def votes():
    interactions.flush()
    return set(Interaction.objects.filter(kind="view").values_list("voter", flat=True))


@pytest.mark.parametrize(
    "trust, networks, expected",
    [
        (1, ["203.0.113.7", "198.51.100.4"], 1),
        (0, ["203.0.113.7", "198.51.100.4"], 2),
        (0, ["8.8.8.8", "8.8.8.9"], 1),
        (0, ["10.0.0.7", "10.0.0.8"], 2),
    ],
)
def test_a_trusted_member_has_one_vote_and_so_has_a_network_of_others(rf, person, trust, networks, expected):
    someone = person()
    for address in networks:
        looking = Viewer(user_id=someone.pk, trust=trust, analytics_consent=True)
        asked_from(rf.get("/", REMOTE_ADDR=address), looking)

    assert len(votes()) == expected


def asked_from(request, viewer=GUEST, id=5):
    def answer(request):
        interactions.record("view", viewer=viewer, journey="token-1", ref=("qa.question", id))

    visitor.Visitors(answer)(request)


def test_a_vote_ties_nothing_to_other_content_or_another_month(rf):
    with time_machine.travel("2031-03-30T12:00Z"):
        asked_from(rf.get("/", REMOTE_ADDR="8.8.8.8"))
        asked_from(rf.get("/", REMOTE_ADDR="8.8.8.8"), id=6)
        interactions.flush()
    with time_machine.travel("2031-04-02T12:00Z"):
        asked_from(rf.get("/", REMOTE_ADDR="8.8.8.8"))
        assert len(votes()) == 3
        assert VoterSalt.objects.count() == 2

        voters.forget_old_salts()

        assert [str(salt.month) for salt in VoterSalt.objects.all()] == ["2031-04-01"]


def test_programs_are_not_counted(rf):
    for agent in ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "curl/8.5.0"):
        asked_from(rf.get("/", HTTP_USER_AGENT=agent))
    asked_from(rf.get("/", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"))

    interactions.flush()

    assert Interaction.objects.count() == 1


def test_what_nobody_can_see_is_no_text():
    for text in ("\u200b", "\u202e\u2066", "\x07", "\u200b wash\u00ader\u202e\tnoise "):
        interactions.record("search", viewer=GUEST, query=text, lang="en", results=0, surface="results")
    interactions.flush()

    assert [row.query and row.query.text for row in Interaction.objects.order_by("pk")] == [None, None, None, "washer noise"]
