"""Who is told of what: once, for the most specific reason, never oneself, never of imports, never of what one may not see."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone, translation
from django.utils.html import escape

from core.content import content
from core.events import record, relay
from core.events.content import ContentPublished
from core.models import Delivery, ImportedRef
from core.viewer import HOUSE
from forums.events import TopicStarted
from gamification.events import BadgeAwarded
from notifications.actions.notify import Told, notify
from notifications.models import Notification
from qa.actions.accept_answer import accept_answer, withdraw_acceptance
from qa.actions.approve import approve
from qa.actions.close import close
from qa.actions.edit import edit_answer
from qa.actions.follow import follow, unfollow
from qa.actions.hide import hide, restore
from qa.actions.needs_info import needs_info
from qa.actions.retract import retract, unretract
from qa.models import ANSWER, COMMENT, QUESTION

pytestmark = pytest.mark.django_db


def test_the_asker_is_told_of_an_answer_and_its_author_of_comments_and_acceptance(
    question, ana, bruno, answer_it, comment_on, viewer, told, deliver_all
):
    answer = answer_it(question, bruno)
    comment_on(answer, ana)
    comment_on(question, bruno)
    accept_answer(answer, viewer(ana))
    deliver_all()

    assert told(ana) == [("answer", ""), ("comment", "")]
    assert told(bruno) == [("comment", ""), ("accepted", "")]


def test_what_one_does_oneself_is_no_news(question, ana, answer_it, comment_on, viewer, told, deliver_all):
    answer = answer_it(question, ana, "I found it, thanks @ana")
    comment_on(answer, ana)
    accept_answer(answer, viewer(ana))
    deliver_all()

    assert told(ana) == []


def test_one_post_is_told_once_for_its_most_specific_reason(question, ana, bruno, answer_it, viewer, told, deliver_all):
    follow(question, viewer(ana))
    answer_it(question, bruno, "@ana look at the filter, @ANA")
    deliver_all()

    assert told(ana) == [("answer", "")]


def test_delivered_twice_is_told_once(question, ana, bruno, answer_it, told, deliver_all, mailoutbox):
    answer_it(question, bruno)
    deliver_all()
    Delivery.objects.filter(consumer__startswith="notifications.").update(done_at=None, lease_until=None)
    deliver_all()

    assert told(ana) == [("answer", "")]
    assert len([mail for mail in mailoutbox if mail.to == [ana.email]]) == 1


def test_who_is_named_is_told_and_a_name_in_code_is_none(question, person, bruno, answer_it, told, deliver_all):
    carla, dani = person(username="carla"), person(username="dani")

    answer_it(question, bruno, "Ask @Carla. Not `@dani`.")
    deliver_all()

    assert (told(carla), told(dani)) == ([("mention", "")], [])


def test_nobody_calls_the_whole_community(question, person, bruno, answer_it, deliver_all):
    crowd = [person() for _ in range(25)]

    answer_it(question, bruno, " ".join(f"@{one.username}" for one in crowd))
    deliver_all()

    assert Notification.objects.filter(kind="mention").count() == 20


def test_an_edit_tells_only_those_it_names_anew(question, ana, person, bruno, answer_it, viewer, told, deliver_all):
    carla = person(username="carla")
    answer = answer_it(question, bruno, "Clean the filter.")
    deliver_all()

    edit_answer(answer, viewer(bruno), body="Clean the filter, as @carla says. Right, @ana?")
    deliver_all()

    assert (told(carla), told(ana)) == ([("mention", "")], [("answer", "")])


def test_followers_are_told_of_answers_until_they_stop(question, person, bruno, answer_it, viewer, told, deliver_all):
    carla = person(username="carla")
    follow(question, viewer(carla))
    answer_it(question, bruno)
    deliver_all()
    unfollow(question, viewer(carla))
    answer_it(question, person())
    deliver_all()

    assert told(carla) == [("reply", "")]


def test_a_thread_with_many_followers_is_told_in_short_transactions(question, person, bruno, answer_it, viewer, deliver_all, monkeypatch):
    from notifications import reasons
    from notifications.actions import notify as notifying

    monkeypatch.setattr(reasons, "FOLLOWERS_AT_ONCE", 3)
    written = []
    write = notifying._write
    monkeypatch.setattr(notifying, "_write", lambda rows, cause: written.append(len(rows)) or write(rows, cause))
    for _ in range(8):
        follow(question, viewer(person()))

    answer_it(question, bruno)
    deliver_all()

    assert Notification.objects.filter(kind="reply").count() == 8
    assert max(written) <= 3


def test_what_waits_for_a_moderator_is_told_when_it_is_published(question, ana, bruno, answer_it, told, deliver_all, holds):
    holds()
    answer = answer_it(question, bruno, "Look, @ana")
    deliver_all()
    assert (told(ana), told(bruno)) == ([], [])

    approve(ANSWER, answer.pk, HOUSE)
    deliver_all()

    assert told(ana) == [("answer", "")]
    assert told(bruno) == [("decision", "approved")]


def test_imports_are_quiet(question, ana, bruno, answer_it, told, deliver_all):
    """An import records one `ContentImported`, which nobody here hears; what is edited of it later stays quiet, too."""
    from core.events import ContentImported, consumers

    assert not [name for name, consumer in consumers.items() if name.startswith("notifications.") and ContentImported in consumer.events]

    answer = answer_it(question, bruno)
    Notification.objects.all().delete()
    deliver_all()
    Notification.objects.all().delete()
    ImportedRef.objects.create(source="old", kind=ANSWER, foreign_id="1", local_id=answer.pk)
    with transaction.atomic():
        from core.events.content import ContentEdited

        record(ContentEdited(ANSWER, answer.pk, bruno.pk))
    deliver_all()

    assert told(ana) == []


@pytest.mark.parametrize("facts", [{"imported": True}, {"is_active": False}])
def test_who_is_not_here_is_told_nothing(question, bruno, person, answer_it, viewer, told, deliver_all, facts):
    carla = person(username="carla")
    follow(question, viewer(carla))
    type(carla).objects.filter(pk=carla.pk).update(**facts)

    answer_it(question, bruno)
    deliver_all()

    assert told(carla) == []


def test_who_may_not_see_it_is_not_told(question, ana, bruno, person, viewer, told):
    carla, boss = person(username="carla"), person(username="boss", roles=("moderator",))
    hide(QUESTION, question.pk, HOUSE)

    notify([Told(one.pk, ("mention",)) for one in (carla, boss)], cause="x", ref=(QUESTION, question.pk), thread=(QUESTION, question.pk))

    assert (told(carla), told(boss)) == ([], [("mention", "")])


def test_an_acceptance_is_told_once_however_often_it_changes(question, ana, bruno, answer_it, viewer, told, deliver_all):
    answer = answer_it(question, bruno)
    for act in (accept_answer, withdraw_acceptance, accept_answer):
        act(answer, viewer(ana))
    deliver_all()

    assert told(bruno) == [("accepted", "")]


def test_what_is_hidden_leaves_the_list_and_comes_back(question, ana, bruno, answer_it, told, deliver_all, client_for):
    answer = answer_it(question, bruno)
    deliver_all()

    hide(ANSWER, answer.pk, HOUSE)
    deliver_all()
    assert (told(ana), told(bruno)) == ([], [("decision", "hidden")])
    assert "answered you" not in client_for(ana).get("/notifications/").text

    restore(ANSWER, answer.pk, HOUSE)
    deliver_all()
    assert (told(ana), told(bruno)) == ([("answer", "")], [("decision", "hidden"), ("decision", "restored")])


def test_taking_back_is_nobodys_decision(question, ana, bruno, answer_it, viewer, told, deliver_all):
    answer = answer_it(question, bruno)
    deliver_all()

    retract(ANSWER, answer.pk, viewer(bruno))
    deliver_all()
    assert (told(ana), told(bruno)) == ([], [])

    unretract(ANSWER, answer.pk, viewer(bruno))
    deliver_all()
    assert told(ana) == [("answer", "")]


def test_a_moderators_refusal_is_told_once_with_reason_and_a_way_to_object(
    question, ana, bruno, comment_on, person, viewer, told, deliver_all, mailoutbox
):
    from moderation.actions.decide import decide
    from moderation.actions.raise_flag import raise_flag
    from moderation.models import ReviewItem

    remark = comment_on(question, bruno, "You are stupid")
    deliver_all()
    raise_flag(content[COMMENT].card(remark.pk, viewer(ana)), viewer(ana), "insult")
    deliver_all()
    item = ReviewItem.objects.get()
    mailoutbox.clear()

    moderator = viewer(person(roles=("moderator",)))
    decide(item.pk, moderator, "rejected", version=item.version, reason="insult", message="Please stay friendly.")
    deliver_all()

    assert told(bruno) == [("decision", "refused")]
    (mail,) = mailoutbox
    assert mail.to == [bruno.email]
    assert "Please stay friendly." in mail.body
    assert "/support/" in mail.body
    assert moderator.name not in mail.body


def test_closing_is_told_to_the_asker(question, ana, person, viewer, told, deliver_all):
    close(question, viewer(person(), is_staff=True), "Asked before")
    deliver_all()

    assert told(ana) == [("decision", "closed")]


def test_being_asked_for_details_is_one_notification(question, ana, bruno, person, viewer, told, deliver_all):
    needs_info(question, viewer(bruno, is_staff=True), "Which model is it?")
    deliver_all()

    assert told(ana) == [("comment", "needs_info")]


def test_being_asked_for_details_without_a_word_is_told_too(question, ana, bruno, viewer, told, deliver_all):
    needs_info(question, viewer(bruno, is_staff=True))
    deliver_all()

    assert told(ana) == [("comment", "needs_info")]


def test_what_no_room_knows_is_left_alone(ana, told, deliver_all):
    with transaction.atomic():
        record(ContentPublished("nowhere.thing", 1, ana.pk))
        record(TopicStarted(10**9, 1, ana.pk))
        record(ContentPublished(QUESTION, 10**9, ana.pk))
        record(BadgeAwarded(1, 10**9, ana.pk))
    deliver_all()

    assert told(ana) == []


def test_a_kind_that_nobody_wants_at_all_makes_no_row(question, ana, bruno, answer_it, wants, deliver_all):
    wants(ana, "answer", "off")
    wants(ana, "answer", "off", channel="in_app")

    answer_it(question, bruno)
    deliver_all()

    assert not Notification.objects.filter(person=ana).exists()


def test_whoever_closes_the_account_leaves_nothing_here(question, ana, bruno, answer_it, wants, deliver_all):
    from accounts.actions.anonymise_person import anonymise_person

    wants(ana, "reply", "weekly")
    answer_it(question, bruno)
    deliver_all()

    anonymise_person(ana)
    deliver_all()

    assert not Notification.objects.filter(person=ana).exists()


def test_old_ones_are_forgotten(question, ana, bruno, answer_it, deliver_all):
    from notifications.periodic import forget_old_notifications

    answer_it(question, bruno)
    deliver_all()
    Notification.objects.update(created_at=timezone.now() - timedelta(days=366))
    forget_old_notifications()

    assert not Notification.objects.exists()


def test_a_lost_lease_stops_a_long_telling(question, bruno, person, answer_it, viewer, monkeypatch):
    """Another worker goes on: this one must not."""
    follow(question, viewer(person()))
    answer_it(question, bruno)
    monkeypatch.setattr(relay, "renew_lease", lambda delivery: delivery.consumer != "notifications.published")
    (delivery,) = [one for one in relay.claim("tests", limit=100) if one.consumer == "notifications.published"][-1:]

    relay.deliver(delivery)

    assert Notification.objects.count() == 0


def test_an_agents_reply_to_a_case_comes_in_one_mail(question, ana, person, viewer, told, deliver_all, mailoutbox):
    """It is an answer in the thread and a reply to the case: the asker gets the case's mail with its whole text, and one notification."""
    from crm_sync.actions.open_case import escalate_thread
    from crm_sync.actions.reply_to_case import reply_to_case

    agent = viewer(person(roles=("agent",)))
    case = escalate_thread(QUESTION, question.pk, agent, "They need us.")
    reply_to_case(case, agent, "We send a technician.", public=True, nonce="1")
    deliver_all()

    assert told(ana) == [("case", "opened"), ("answer", "")]
    assert sorted("technician" in mail.body for mail in mailoutbox if mail.to == [ana.email]) == [False, True]


def test_a_private_reply_is_told_to_nobody(question, ana, person, viewer, told, deliver_all, mailoutbox):
    from crm_sync.actions.open_case import escalate_thread
    from crm_sync.actions.reply_to_case import reply_to_case

    agent = viewer(person(roles=("agent",)))
    case = escalate_thread(QUESTION, question.pk, agent, "They need us.")
    reply_to_case(case, agent, "A difficult customer.", public=False, nonce="1")
    deliver_all()

    assert told(ana) == [("case", "opened")]
    assert not any("difficult" in mail.body for mail in mailoutbox)


def test_a_case_without_a_thread_is_told_of_too(ana, person, viewer, told, deliver_all, client_for):
    from crm_sync.actions.close_case import close_case
    from crm_sync.actions.open_case import open_from_form
    from crm_sync.actions.reply_to_case import reply_to_case

    agent = viewer(person(roles=("agent",)))
    case = open_from_form(viewer(ana), subject="My invoice", description="It is wrong.", nonce="1")
    reply_to_case(case, agent, "We look at it.", public=True, nonce="1")
    close_case(case, agent, "solved")
    deliver_all()

    assert told(ana) == [("case", "replied"), ("case", "closed")]
    assert "My invoice" in client_for(ana).get("/notifications/").text


def test_a_badge_is_told_and_taken_back_with_it(ana, told, deliver_all, client_for):
    from gamification.events import BadgeWithdrawn
    from gamification.models import Badge

    badge = Badge.objects.order_by("pk").first()
    with transaction.atomic():
        record(BadgeAwarded(1, badge.pk, ana.pk))
    deliver_all()
    assert told(ana, badges=True) == [("badge", "")]
    with translation.override("en"):
        assert escape(str(badge)) in client_for(ana).get("/notifications/").text

    with transaction.atomic():
        record(BadgeWithdrawn(1, badge.pk, ana.pk))
    deliver_all()
    assert told(ana, badges=True) == []
