import pytest

from core import interactions
from core.models import Interaction, QueryText
from core.viewer import GUEST, Viewer

pytestmark = pytest.mark.django_db


def test_interactions_are_written_in_one_insert(django_assert_max_num_queries):
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
