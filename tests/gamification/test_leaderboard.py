from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.anonymise_person import anonymise_person
from gamification.causes import home_day
from gamification.models import PersonPoints, PointsEntry
from gamification.selectors import leaderboard

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def earn():
    """``earn(ana, 30, days_ago=3)``: a line of the ledger with its total."""
    numbers = iter(range(1, 10_000))

    def make(somebody, points, days_ago=0):
        at = timezone.now() - timedelta(days=days_ago)
        PointsEntry.objects.create(
            person=somebody,
            rule="answer_upvoted",
            cause_kind="qa.vote",
            cause_id=next(numbers),
            points=points,
            due=points,
            at=at,
            day=home_day(at),
        )
        row, _made = PersonPoints.objects.get_or_create(person=somebody)
        row.total += points
        row.save()
        return somebody

    return make


def test_most_points_come_first_and_equal_points_share_a_place(person, earn):
    ana, berta, carla, dora = (earn(person(), points) for points in (10, 30, 10, 5))

    board = leaderboard("all")

    assert [(row.position, row.person_id) for row in board.rows] == [(1, berta.pk), (2, ana.pk), (2, carla.pk), (4, dora.pk)]


@pytest.mark.parametrize("period, expected", [("week", 5), ("month", 25), ("all", 125)])
def test_a_period_counts_the_dates_of_the_causes(person, earn, period, expected):
    ana = person()
    earn(ana, 5, days_ago=1)
    earn(ana, 20, days_ago=20)
    earn(ana, 100, days_ago=300)

    (row,) = leaderboard(period).rows

    assert row.points == expected


def test_staff_have_a_board_of_their_own(person, earn):
    member, agent = earn(person(), 5), earn(person(roles=("agent", "manager")), 50)

    assert [row.person_id for row in leaderboard("all").rows] == [member.pk]
    assert [row.person_id for row in leaderboard("month", staff=True).rows] == [agent.pk]


def test_who_left_is_not_on_it(person, earn):
    anonymise_person(earn(person(), 50))

    assert leaderboard("all").rows == []


@pytest.mark.parametrize("period", ["week", "all"])
def test_paging_by_key_shows_everybody_once_in_order(person, earn, period):
    people = [earn(person(), points) for points in (9, 7, 7, 7, 7, 3, 1)]
    seen, after = [], ""
    while True:
        board = leaderboard(period, after=after, size=3)
        seen += [(row.position, row.person_id) for row in board.rows]
        if not (after := board.next):
            break

    assert [pk for _position, pk in seen] == [somebody.pk for somebody in people]
    assert [position for position, _pk in seen] == [1, 2, 2, 2, 2, 6, 7]


@pytest.mark.parametrize("period", ["week", "all"])
@pytest.mark.parametrize("path", ["/leaderboard/?period={}", "/api/v1/leaderboard/?period={}&limit=50"])
def test_the_page_costs_the_same_for_2_and_for_50(client, person, earn, path, period):
    from django.db import connection

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path.format(period)).status_code == 200
        return len(queries)

    for _two in range(2):
        earn(person(), 10)
    cost()  # the first page of a process reads the brand
    few = cost()
    for number in range(48):
        earn(person(), number + 1)

    assert cost() == few


def test_a_tag_counts_what_was_earned_under_it(client, question, answer, cast, deliver_all, earn, person):
    earn(person(), 500)
    cast(answer)
    deliver_all()

    board = leaderboard("all", tag="drum")

    assert [(row.person_id, row.points) for row in board.rows] == [(answer.author_id, 10)]
    assert leaderboard("all", tag="else").rows == []


@pytest.mark.parametrize("query", ["period=century", "after=abc", "after=WzFd", "tag=%00"])
def test_made_up_addresses_are_not_found(client, query):
    assert client.get(f"/leaderboard/?{query}").status_code == 404


def test_an_empty_board_says_what_to_do(client):
    answer = client.get("/leaderboard/", headers={"Accept-Language": "en"})

    assert "/questions/?sort=unanswered" in answer.content.decode()


def test_the_resource_names_people(client, person, earn):
    earn(person(username="ana", display_name="Ana"), 30)

    (row,) = client.get("/api/v1/leaderboard/?period=week").json()["results"]

    assert row.pop("rank")
    assert row == {"position": 1, "points": 30, "username": "ana", "name": "Ana", "url": "/people/ana/"}
