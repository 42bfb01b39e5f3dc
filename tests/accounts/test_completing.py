"""Names after an @."""

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
URL = "/people/complete/"


def names(answer):
    return [row["value"] for row in answer.json()["results"]]


def test_members_find_people_by_any_of_their_names(person, client_for):
    person(username="marisol", display_name="Marisol Quiroga")
    person(username="mq77", display_name="Ana Quiroga")
    browser = client_for(person(username="zoe"))

    assert names(browser.get(URL, {"q": "mar"})) == ["marisol"]
    assert names(browser.get(URL, {"q": "@MQ"})) == ["mq77"]
    assert set(names(browser.get(URL, {"q": "quir"}))) == {"marisol", "mq77"}
    assert names(browser.get(URL, {"q": ""})) == []


def test_it_says_only_what_everybody_may_read(person, client_for):
    person(username="marisol", email="secret@example.test", display_name="Marisol")
    answer = client_for(person(username="zoe")).get(URL, {"q": "mar"})

    assert set(answer.json()["results"][0]) == {"value", "label", "hint", "picture"}
    assert "secret" not in answer.content.decode()
    assert names(client_for(person()).get(URL, {"q": "secret"})) == []


def test_those_who_left_or_never_came_are_not_found(person, client_for):
    person(username="mar1", anonymised_at=timezone.now())
    person(username="mar2", is_active=False)
    person(username="mar3", imported=True)
    person(username="mar4", suspended_until=timezone.now() + timezone.timedelta(days=1))

    assert names(client_for(person(username="zoe")).get(URL, {"q": "mar"})) == []


def test_guests_and_the_unconfirmed_find_nobody(client, person, client_for):
    assert client.get(URL, {"q": "a"}).status_code == 403
    assert client_for(person(confirmed=False)).get(URL, {"q": "a"}).status_code == 403


def test_nobody_reads_the_list_of_people_by_machine(person, client_for, monkeypatch):
    monkeypatch.setattr("accounts.completing.RATE", "2/m")
    browser = client_for(person())

    assert [browser.get(URL, {"q": "a"}).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("people", [2, 50])
def test_it_costs_the_same_however_many_there_are(people, person, client_for, django_assert_num_queries):
    for number in range(people):
        person(username=f"mar{number}")
    browser = client_for(person(username="zoe"))
    browser.get(URL, {"q": "x"})

    with django_assert_num_queries(4):
        assert len(names(browser.get(URL, {"q": "mar"}))) == min(people, 6)
