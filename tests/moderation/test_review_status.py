"""What the author is told, on the page of their own text."""

import pytest

from moderation.actions.decide import decide, undo
from moderation.actions.raise_flag import raise_flag
from moderation.models import WatchedWord
from moderation.selectors import status_for_author
from qa.actions.post_answer import post_answer
from qa.models import Question

pytestmark = pytest.mark.django_db


def page(browser, item):
    return browser.get(Question.objects.get(pk=item.object_id).get_absolute_url()).content.decode()


def test_waiting_author_reads_which_rule(held, author, client_for):
    item = held(reasons=("first_posts",))

    assert "A moderator reads everyone&#x27;s first post" in page(client_for(author), item)


def test_rejected_author_reads_reason_and_message(held, author, client_for, moderator):
    item = held()
    decide(item.pk, moderator, "rejected", version=item.version, reason="spam", message="<b>No ads</b>")

    shown = page(client_for(author), item)

    assert "It reads like advertising." in shown
    assert "&lt;b&gt;No ads&lt;/b&gt;" in shown


def test_author_of_what_flags_hid_reads_that(question, card, author, client_for, person, viewer):
    for _ in range(2):
        flag = raise_flag(card(question), viewer(person(), trust=4), "spam")

    assert "Several people reported it, so it is hidden until a moderator has looked at it." in page(client_for(author), flag.item)


def test_author_of_a_held_answer_reads_why(question, person, viewer, client_for, deliver_all):
    WatchedWord.objects.create(text="cure")
    helper = person(trust=1)
    post_answer(question, viewer(helper), "The cure is here")
    deliver_all()

    shown = client_for(helper).get(question.get_absolute_url()).content.decode()

    assert "Your text has a word that a moderator looks at" in shown


def test_nobody_learns_who_reported_or_decided(question, card, author, client_for, person, viewer, moderator):
    reporter = person(display_name="Noemí Caballero")
    flag = raise_flag(card(question), viewer(reporter), "spam", note="He is a spammer")
    decide(flag.item_id, moderator, "rejected", version=1, reason="spam")

    shown = page(client_for(author), flag.item)

    assert not [secret for secret in ("Noemí", "spammer", "Mora Ruiz") if secret in shown]


def test_nothing_to_tell_once_approved(held, moderator):
    item = held()
    item = decide(item.pk, moderator, "approved", version=item.version)
    assert status_for_author(item.kind, item.object_id) is None

    undo(item.pk, moderator, version=item.version)
    assert status_for_author(item.kind, item.object_id).waiting
