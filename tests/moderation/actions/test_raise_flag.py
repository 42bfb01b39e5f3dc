from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from core.models import EventRow
from moderation.actions.decide import decide
from moderation.actions.raise_flag import AlreadyJudged, raise_flag, withdraw_flag
from moderation.models import Flag, ModerationSettings, ReviewItem

pytestmark = pytest.mark.django_db


def test_flag_makes_one_item_with_its_weight_as_score(question, card, person, viewer):
    reporter = viewer(person(), trust=2)

    flag = raise_flag(card(question), reporter, "spam", note=" sells things ")

    item = ReviewItem.objects.get()
    assert (item.kind, item.object_id, item.state, item.score) == ("qa.question", question.pk, "pending", 3)
    assert (flag.note, item.history.get().action) == ("sells things", "flagged")
    assert EventRow.objects.filter(name="moderation.flag_raised").count() == 1


def test_flagging_again_keeps_one_flag(question, card, person, viewer):
    reporter = viewer(person(), trust=2)
    raise_flag(card(question), reporter, "spam")

    raise_flag(card(question), reporter, "spam")
    raise_flag(card(question), reporter, "insult")

    assert [(flag.reason, flag.weight) for flag in Flag.objects.all()] == [("insult", 4)]
    assert ReviewItem.objects.get().version == 2


def test_flags_of_several_people_add_up_on_one_item(question, card, person, viewer):
    raise_flag(card(question), viewer(person(), trust=0), "spam")
    raise_flag(card(question), viewer(person(roles=("agent",))), "spam")

    assert ReviewItem.objects.get().score == 1 + 6


@pytest.mark.parametrize("who", ["author", "silenced", "guest"])
def test_who_may_not_flag(question, author, card, person, viewer, who):
    from core.viewer import GUEST

    by = {"author": viewer(author), "silenced": viewer(person(), may_post=False), "guest": GUEST}[who]

    with pytest.raises(PermissionDenied):
        raise_flag(card(question), by, "spam")
    assert not ReviewItem.objects.exists()


def test_two_unlinked_reporters_hide_and_it_is_explained(question, card, person, viewer):
    raise_flag(card(question), viewer(person(), trust=3), "spam", network="a")
    question.refresh_from_db()
    assert question.visibility == "public"

    raise_flag(card(question), viewer(person(), trust=3), "spam", network="b")

    question.refresh_from_db()
    item = ReviewItem.objects.get()
    assert (question.visibility, item.hidden) == ("hidden", True)
    hiding = item.history.get(action="hidden")
    assert (hiding.by, hiding.reason, hiding.note) == (None, "flags", "reporters=2 score=8")


def test_one_network_is_one_voice_within_the_hour(question, card, person, viewer):
    raise_flag(card(question), viewer(person(), trust=4), "spam", network="a")
    raise_flag(card(question), viewer(person(), trust=3), "spam", network="a")

    question.refresh_from_db()
    assert (question.visibility, ReviewItem.objects.get().score) == ("public", 5)


def test_one_heavy_reporter_alone_hides_nothing(question, card, person, viewer):
    ModerationSettings.objects.create(hide_score=2)

    raise_flag(card(question), viewer(person(), trust=4), "personal_data")

    question.refresh_from_db()
    assert question.visibility == "public"


def test_staff_take_action_hides_at_once_in_their_name(question, card, person, viewer):
    agent = viewer(person(roles=("agent",)))

    raise_flag(card(question), agent, "spam", take_action=True)

    question.refresh_from_db()
    item = ReviewItem.objects.get()
    assert (question.visibility, item.score) == ("hidden", 11)
    assert item.history.get(action="hidden").by_id == agent.user_id


def test_member_cannot_take_action(question, card, person, viewer):
    flag = raise_flag(card(question), viewer(person(), trust=1), "spam", take_action=True)

    question.refresh_from_db()
    assert (flag.take_action, flag.weight, question.visibility) == (False, 2, "public")


def test_reporter_who_is_mostly_right_weighs_more(question, card, make_question, moderator, person, viewer):
    reporter = viewer(person(), trust=1)
    for number in range(5):
        flag = raise_flag(card(make_question(title=f"Spam number {number}")), reporter, "spam")
        decide(flag.item_id, moderator, "rejected", version=flag.item.version, reason="spam")

    flag = raise_flag(card(question), reporter, "spam")

    assert flag.weight == pytest.approx(2 + 0.3 * 5 * 1.161, abs=0.01)


def test_withdrawing_the_only_flag_settles_the_item(question, card, person, viewer):
    reporter = viewer(person())
    raise_flag(card(question), reporter, "spam")

    withdraw_flag(card(question), reporter)
    withdraw_flag(card(question), reporter)

    item = ReviewItem.objects.get()
    assert (item.state, item.score, item.flags.get().outcome) == ("ignored", 0, "withdrawn")
    assert [entry.action for entry in item.history.all()] == ["flagged", "unflagged"]


def test_withdrawing_shows_what_only_flags_had_hidden(question, card, person, viewer):
    reporters = [viewer(person(), trust=3), viewer(person(), trust=3)]
    for reporter in reporters:
        raise_flag(card(question), reporter, "spam")

    for reporter in reporters:
        withdraw_flag(card(question), reporter)

    question.refresh_from_db()
    assert question.visibility == "public"


def test_declined_flag_is_not_raised_again_by_the_same_person(question, card, moderator, person, viewer):
    reporter = viewer(person())
    flag = raise_flag(card(question), reporter, "spam")
    decide(flag.item_id, moderator, "approved", version=1)

    with pytest.raises(AlreadyJudged):
        raise_flag(card(question), reporter, "insult")


def test_another_person_opens_a_decided_item_again_and_old_evidence_no_longer_counts(question, card, moderator, person, viewer):
    flag = raise_flag(card(question), viewer(person(), trust=4), "spam")
    decide(flag.item_id, moderator, "approved", version=1)

    raise_flag(card(question), viewer(person(), trust=0), "spam")

    item = ReviewItem.objects.get()
    assert (item.state, item.score) == ("pending", 1)
    assert item.opened_at > now() - timedelta(minutes=1)
