"""How long a piece of a page is kept."""

from datetime import timedelta

from django.utils import timezone, translation

from core.pieces import LONGEST, SHORTEST, piece


def test_how_long_ago_is_wrong_by_a_twentieth_at_most():
    now = timezone.now()

    young = piece("x", moments=[now - timedelta(minutes=1), now - timedelta(days=9)])
    older = piece("x", moments=[now - timedelta(hours=10)])
    oldest = piece("x", moments=[now - timedelta(days=900)])

    assert (young.seconds, oldest.seconds) == (SHORTEST, LONGEST)
    assert older.seconds == 10 * 3600 // 20


def test_what_is_shown_and_its_language_tell_pieces_apart():
    known = {piece("a", moments=[]).key, piece("b", moments=[]).key, piece(["a"], moments=[]).key}
    with translation.override("pt"):
        known.add(piece("a", moments=[]).key)

    assert len(known) == 4
    assert piece("a", moments=[]).key in known
