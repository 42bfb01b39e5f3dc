import pytest
from django.core.exceptions import PermissionDenied

from core.models import EventRow
from moderation.actions.claim import claim
from moderation.actions.decide import decide, undo
from moderation.actions.raise_flag import raise_flag
from moderation.conflicts import AlreadyDecided, ClaimedByOther, NeedsPublishing, Stale
from moderation.models import ReviewItem
from qa.actions.edit import edit_question
from qa.actions.retract import retract, unretract
from qa.models import Question

pytestmark = pytest.mark.django_db


def visibility(item):
    return Question.objects.get(pk=item.object_id).visibility


def events(name):
    return [row.payload for row in EventRow.objects.filter(name=f"moderation.{name}")]


@pytest.fixture
def flagged(question, card, person, viewer):
    flag = raise_flag(card(question), viewer(person(), trust=2), "spam")
    return ReviewItem.objects.get(pk=flag.item_id)


def test_approving_publishes_what_was_held_and_undo_holds_it_again(held, moderator):
    item = held()

    item = decide(item.pk, moderator, "approved", version=item.version)
    assert (item.state, visibility(item), item.decided_by_id) == ("approved", "public", moderator.user_id)

    item = undo(item.pk, moderator, version=item.version)
    assert (item.state, visibility(item), item.decided_by_id) == ("pending", "pending", None)

    decide(item.pk, moderator, "approved", version=item.version)
    assert visibility(item) == "public"


@pytest.mark.parametrize("decision", ["approved", "rejected"])
def test_what_was_decided_again_does_not_come_back_when_the_undo_is_told_late(held, moderator, deliver_all, decision):
    item = held()
    item = decide(item.pk, moderator, "approved", version=item.version)
    item = undo(item.pk, moderator, version=item.version)
    decide(item.pk, moderator, decision, version=item.version, reason="spam")

    deliver_all()

    item.refresh_from_db()
    assert item.state == decision


def test_rejecting_refuses_what_was_held_tells_why_and_undo_holds_it_again(held, moderator):
    item = held()

    item = decide(item.pk, moderator, "rejected", version=item.version, reason="spam", message=" No ads, please. ")
    assert visibility(item) in {"refused", "hidden"}
    assert (item.reason, item.message) == ("spam", "No ads, please.")

    item = undo(item.pk, moderator, version=item.version)
    assert (visibility(item), item.reason, item.message) == ("pending", "", "")


def test_rejecting_hides_what_was_flagged_pays_the_reporter_and_undo_takes_both_back(flagged, moderator):
    item = decide(flagged.pk, moderator, "rejected", version=flagged.version, reason="spam")
    flag = item.flags.get()
    assert (visibility(item), flag.outcome) == ("hidden", "upheld")
    assert events("flag_upheld") == [{"flag_id": flag.pk, "reporter_id": flag.person_id}]

    item = undo(item.pk, moderator, version=item.version)
    assert (visibility(item), item.flags.get().outcome) == ("public", "open")
    assert events("flag_reopened") == [{"flag_id": flag.pk, "reporter_id": flag.person_id}]


def test_approving_declines_the_flags_and_shows_what_they_hid(question, card, person, viewer, moderator):
    for _ in range(2):
        raise_flag(card(question), viewer(person(), trust=4), "spam")
    item = ReviewItem.objects.get()
    assert visibility(item) == "hidden"

    item = decide(item.pk, moderator, "approved", version=item.version)
    assert (visibility(item), {flag.outcome for flag in item.flags.all()}) == ("public", {"declined"})

    item = undo(item.pk, moderator, version=item.version)
    assert visibility(item) == "hidden"


def test_ignoring_leaves_the_text_and_judges_nobody(flagged, moderator):
    item = decide(flagged.pk, moderator, "ignored", version=flagged.version)

    assert (item.state, visibility(item), item.flags.get().outcome) == ("ignored", "public", "ignored")


def test_held_text_cannot_be_ignored(held, moderator):
    item = held()

    with pytest.raises(NeedsPublishing):
        decide(item.pk, moderator, "ignored", version=item.version)
    assert visibility(item) == "pending"


def test_escalated_item_still_waits_and_can_be_decided(flagged, moderator, other_moderator):
    item = decide(flagged.pk, moderator, "escalated", version=flagged.version)
    assert (item.state, item.is_open, item.flags.get().outcome) == ("escalated", True, "open")

    with pytest.raises(AlreadyDecided):
        decide(item.pk, moderator, "escalated", version=item.version)
    item = decide(item.pk, other_moderator, "rejected", version=item.version, reason="spam")
    assert item.state == "rejected"


def test_stale_version_is_refused_with_what_changed(flagged, card, question, person, viewer, moderator):
    seen = flagged.version
    raise_flag(card(question), viewer(person(), trust=0), "insult")

    with pytest.raises(Stale) as refused:
        decide(flagged.pk, moderator, "approved", version=seen)

    assert [(entry.action, entry.reason) for entry in refused.value.changes] == [("flagged", "insult")]
    assert ReviewItem.objects.get().state == "pending"


def test_edit_under_review_is_noticed_even_before_its_event_arrives(held, author, viewer, moderator):
    item = held()
    edit_question(Question.objects.get(pk=item.object_id), viewer(author), title="Other", body="Buy my cure!", tags=[])

    with pytest.raises(Stale) as refused:
        decide(item.pk, moderator, "approved", version=item.version)

    assert [entry.action for entry in refused.value.changes] == ["edited"]
    item.refresh_from_db()
    assert (item.version, visibility(item)) == (refused.value.item.version, "pending")
    decide(item.pk, moderator, "approved", version=item.version)
    assert visibility(item) == "public"


def test_delivered_edit_is_a_new_version_once(held, author, viewer, deliver_all):
    item = held()
    edit_question(Question.objects.get(pk=item.object_id), viewer(author), title="Other", body="Other words", tags=[])

    deliver_all()

    before = item.version
    item.refresh_from_db()
    assert item.version == before + 1
    assert item.history.filter(action="edited").count() == 1


def test_anothers_claim_stops_a_decision(held, moderator, other_moderator):
    item = held()
    claim(item.pk, moderator)

    with pytest.raises(ClaimedByOther):
        decide(item.pk, other_moderator, "approved", version=item.version)
    item = decide(item.pk, moderator, "approved", version=item.version)
    assert item.claimed_by is None


def test_second_decision_is_refused_with_the_first(held, moderator, other_moderator):
    item = held()
    decide(item.pk, moderator, "approved", version=item.version)

    with pytest.raises(AlreadyDecided) as refused:
        decide(item.pk, other_moderator, "rejected", version=item.version, reason="spam")

    assert [(entry.action, entry.by_id) for entry in refused.value.changes] == [("approved", moderator.user_id)]
    assert visibility(item) == "public"


def test_undo_needs_a_decision_and_the_current_version(held, moderator):
    item = held()
    with pytest.raises(AlreadyDecided):
        undo(item.pk, moderator, version=item.version)

    decided = decide(item.pk, moderator, "approved", version=item.version)
    with pytest.raises(Stale):
        undo(item.pk, moderator, version=item.version)
    assert visibility(decided) == "public"


def test_decisions_are_recorded_for_others_and_in_the_log(held, moderator):
    item = held()

    item = decide(item.pk, moderator, "rejected", version=item.version, reason="unsafe", message="It may burn.")
    undo(item.pk, moderator, version=item.version)

    assert [payload["decision"] for payload in events("item_decided")] == ["rejected"]
    assert [payload["decision"] for payload in events("decision_undone")] == ["rejected"]
    rejection = item.history.get(action="rejected")
    assert (rejection.by_id, rejection.reason, rejection.note, rejection.seen) == (moderator.user_id, "unsafe", "It may burn.", 1)


@pytest.mark.parametrize("roles", [(), ("agent",)])
def test_only_moderators_decide(held, person, viewer, roles):
    item = held()

    with pytest.raises(PermissionDenied):
        decide(item.pk, viewer(person(roles=roles)), "approved", version=item.version)


def test_nobody_judges_their_own_text(held, author, viewer):
    item = held()

    with pytest.raises(PermissionDenied):
        decide(item.pk, viewer(author, roles={"manager"}), "approved", version=item.version)


def test_what_its_author_took_back_is_decided_all_the_same(flagged, author, moderator, viewer):
    retract("qa.question", flagged.object_id, viewer(author))

    item = decide(flagged.pk, moderator, "rejected", version=flagged.version, reason="spam")
    assert visibility(item) == "hidden"
    item = undo(item.pk, moderator, version=item.version)
    assert visibility(item) == "retracted"

    decide(item.pk, moderator, "ignored", version=item.version)
    assert visibility(item) == "retracted"


def test_what_waits_and_was_taken_back_is_public_once_approved_and_brought_back(held, author, moderator, viewer):
    item = held()
    retract("qa.question", item.object_id, viewer(author))

    item = decide(item.pk, moderator, "approved", version=item.version)
    assert visibility(item) == "retracted"

    unretract("qa.question", item.object_id, viewer(author))
    assert visibility(item) == "public"
