import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from core.keyset import BadCursor, page_of
from core.models import EventRow

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

BEGIN = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.fixture
def rows():
    """Seven rows, three of which share a moment."""
    for minutes in (0, 1, 2, 2, 2, 3, 4):
        EventRow.objects.create(name="test", payload={}, at=BEGIN + timedelta(minutes=minutes))
    return EventRow.objects.filter(name="test")


def walk(rows, ordering, size):
    seen, after = [], ""
    while True:
        page = page_of(rows, ordering, after=after, size=size)
        seen += [row.pk for row in page.rows]
        if not (after := page.next):
            return seen


@pytest.mark.parametrize("ordering", [("at", "id"), ("-at", "-id"), ("-at", "id"), ("at", "-pk"), ("id",)])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_every_row_comes_once_and_in_order(rows, ordering, size):
    assert walk(rows, ordering, size) == list(rows.order_by(*ordering).values_list("pk", flat=True))


def test_what_is_added_meanwhile_moves_nothing(rows):
    first = page_of(rows, ("-at", "-id"), size=3)
    EventRow.objects.create(name="test", payload={}, at=BEGIN + timedelta(hours=1))

    second = page_of(rows, ("-at", "-id"), after=first.next, size=3)

    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert second.rows[0].pk == first.rows[-1].pk - 1


def test_a_page_costs_one_query(rows, django_assert_num_queries):
    after = page_of(rows, ("at", "id"), size=2).next

    with django_assert_num_queries(1):
        page_of(rows, ("at", "id"), after=after, size=2)


@pytest.mark.parametrize(
    "values",
    [
        None,
        {},
        [],
        [1],
        [1, 2, 3],
        ["2026-05-04T00:00:00+00:00", "x"],
        ["yesterday", 1],
        [1, 2],
        ["2026-05-04T00:00:00", 1],
        ["0001-01-01T00:00:00+23:00", 1],
        ["9999-12-31T23:59:59-23:00", 1],
        [None, 1],
        [True, 1],
        [[], 1],
        ["2026-05-04T00:00:00+00:00", 2**70],
        ["2026-05-04T00:00:00+00:00", float("inf")],
        ["2026-05-04T00:00:00+00:00", float("nan")],
    ],
)
def test_a_made_up_cursor_is_refused(rows, values):
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

    with pytest.raises(BadCursor):
        page_of(rows, ("at", "id"), after=cursor)


@pytest.mark.parametrize("cursor", ["x", "ñandú", "====", "\x00", "W" * 5000, base64.b64encode(b"[" * 2000).decode()])
def test_noise_is_refused(rows, cursor):
    with pytest.raises(BadCursor):
        page_of(rows, ("at", "id"), after=cursor)
