"""Summaries: in one's own morning, one a day at most, never empty, whatever dies in between."""

from datetime import UTC, datetime

import pytest
import time_machine

from core.models import Delivery
from core.viewer import HOUSE
from notifications import digests
from notifications.digests import make_digests, owe_top_threads
from notifications.models import Digest
from qa.actions.ask_question import ask_question
from qa.actions.hide import hide
from qa.actions.vote import vote
from qa.models import ANSWER

pytestmark = pytest.mark.django_db

# A Tuesday, an hour after midnight in Mexico City (UTC-6), 08:30 in Lisbon, 17:30 in Tokyo.
NIGHT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def at(hour, day=24):
    return datetime(2026, 11, day, hour, 5, tzinfo=UTC)


@pytest.fixture
def daily(question, ana, bruno, answer_it, wants, deliver_all, person):
    """Ana, in Mexico, wants answers in a daily summary, and has two waiting."""
    type(ana).objects.filter(pk=ana.pk).update(timezone="America/Mexico_City")
    wants(ana, "answer", "daily")
    with time_machine.travel(NIGHT, tick=False):
        first = answer_it(question, bruno)
        answer_it(question, person())
        deliver_all()
    return first


def send(moment, deliver_all):
    with time_machine.travel(moment, tick=False):
        made = make_digests()
        deliver_all()
    return made


def of(mailoutbox, person):
    return [mail for mail in mailoutbox if mail.to == [person.email]]


def test_it_comes_in_ones_own_morning_and_once(daily, ana, question, deliver_all, mailoutbox):
    assert send(at(13), deliver_all) == 0  # 07:05 there
    assert send(at(14), deliver_all) == 1  # 08:05
    assert [send(at(hour), deliver_all) for hour in (14, 15, 23)] == [0, 0, 0]

    (mail,) = of(mailoutbox, ana)
    assert "2 things are new for you" in mail.subject
    assert mail.body.count(question.title) == 1
    assert mail.body.count("answered you") == 2
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("zone, hour", [("Europe/Lisbon", 8), ("Asia/Tokyo", 7), ("America/Mexico_City", 14), ("Nowhere/Land", 8)])
def test_each_has_their_own_morning(daily, ana, deliver_all, zone, hour):
    type(ana).objects.filter(pk=ana.pk).update(timezone=zone)

    assert send(at(hour), deliver_all) == 1


def test_a_site_that_was_off_sends_until_evening_and_then_the_next_morning(daily, deliver_all):
    assert send(at(4, day=25), deliver_all) == 0  # 22:05 there
    assert send(at(14, day=25), deliver_all) == 1


def test_weekly_ones_wait_for_monday_and_stand_in_one_mail_with_the_days(
    daily, ana, question, answer_it, comment_on, bruno, person, wants, deliver_all, mailoutbox
):
    wants(ana, "comment", "weekly")
    with time_machine.travel(NIGHT, tick=False):
        comment_on(question, bruno)
        deliver_all()
    assert send(at(14), deliver_all) == 1
    assert "comment" not in of(mailoutbox, ana)[0].body
    with time_machine.travel(at(9, day=28), tick=False):
        answer_it(question, person())
        deliver_all()

    send(at(14, day=30), deliver_all)
    assert len(of(mailoutbox, ana)) == 2
    assert ("left you a comment" in of(mailoutbox, ana)[-1].body, "answered you" in of(mailoutbox, ana)[-1].body) == (True, True)


def test_an_empty_one_is_not_sent(daily, ana, client_for, person, deliver_all, mailoutbox, question):
    with time_machine.travel(at(14), tick=False):
        make_digests()
    client_for(ana).post("/notifications/read/")
    deliver_all()

    assert of(mailoutbox, ana) == []


def test_what_is_out_of_sight_or_no_longer_wanted_is_left_out(daily, ana, wants, deliver_all, mailoutbox):
    with time_machine.travel(at(14), tick=False):
        make_digests()
    hide(ANSWER, daily.pk, HOUSE)
    Delivery.objects.filter(consumer="notifications.mail_digest").update(due_at=at(20))
    with time_machine.travel(at(15), tick=False):
        deliver_all()
    with time_machine.travel(at(21), tick=False):
        deliver_all()

    (mail,) = of(mailoutbox, ana)
    assert mail.body.count("answered you") == 1


def test_a_worker_that_dies_before_or_after_the_mail_sends_no_second_one(daily, ana, deliver_all, mailoutbox, monkeypatch):
    with time_machine.travel(at(14), tick=False):
        make_digests()
        sent = digests.mail_digest
        monkeypatch.setattr(digests, "mail_digest", lambda pk: (sent(pk), (_ for _ in ()).throw(RuntimeError("killed")))[0])
        deliver_all(may_fail=True)
    monkeypatch.setattr(digests, "mail_digest", sent)
    with time_machine.travel(at(16), tick=False):
        make_digests()
        deliver_all()

    assert len(of(mailoutbox, ana)) == 1


def test_ending_summaries_by_one_click_ends_them_all(daily, ana, client, deliver_all, mailoutbox, question, person, answer_it):
    send(at(14), deliver_all)
    (mail,) = of(mailoutbox, ana)
    client.post(mail.extra_headers["List-Unsubscribe"].strip("<>").partition("/notifications")[2].join(["/notifications", ""]))
    with time_machine.travel(at(20), tick=False):
        answer_it(question, person())
        deliver_all()

    assert send(at(14, day=25), deliver_all) == 0


@pytest.mark.parametrize("waiting", [2, 50])
def test_it_costs_the_same_however_many_wait(question, ana, bruno, wants, person, deliver_all, waiting, django_assert_max_num_queries):
    from notifications.models import Notification

    digest = Digest.objects.create(person=ana, day="2026-11-24")
    Notification.objects.bulk_create(
        Notification(
            person=ana,
            kind="reply",
            cause=str(n),
            ref_kind="qa.question",
            ref_id=question.pk,
            thread_kind="qa.question",
            thread_id=question.pk,
            email="daily",
            email_kind="reply",
            digest=digest,
        )
        for n in range(waiting)
    )

    with django_assert_max_num_queries(24):
        digests.mail_digest(digest.pk)


def test_the_weeks_best_threads_come_to_those_who_asked(person, viewer, bruno, answer_it, wants, deliver_all, mailoutbox):
    asked, did_not = person(timezone="UTC"), person(timezone="UTC")
    wants(asked, "top", "weekly")
    with time_machine.travel(at(9, day=26), tick=False):
        good = ask_question(viewer(did_not), title="How do I clean the filter?", body="It is full.", lang="en", tags=["drum"])
        ask_question(viewer(did_not), title="Nobody knows", body="It is full.", lang="en", tags=["drum"])
        vote(answer_it(good, bruno), viewer(asked), 1)
        deliver_all()
    mailoutbox.clear()

    for day, hour in ((29, 9), (30, 7), (30, 9), (30, 10)):
        with time_machine.travel(at(hour, day=day), tick=False):
            owe_top_threads()
            deliver_all()

    (mail,) = mailoutbox
    assert mail.to == [asked.email]
    assert good.title in mail.body
    assert "Nobody knows" not in mail.body


def test_the_weeks_best_has_topics_and_guides_that_the_person_may_see(person, viewer, wants, deliver_all, mailoutbox):
    from forums.actions.reply import reply
    from forums.actions.start_topic import start_topic
    from kb.actions.propose_article import propose_article
    from kb.models import ArticlePage, KnowledgeBasePage, TopicPage
    from tests.forums.conftest import make_forum, say

    asked, writer = person(timezone="UTC"), person(timezone="UTC")
    wants(asked, "top", "weekly")
    home = KnowledgeBasePage.objects.get(locale__language_code="en")
    place = TopicPage(title="Washers", slug="washers", locale_id=home.locale_id)
    home.add_child(instance=place)
    place.save_revision().publish()
    with time_machine.travel(at(9, day=26), tick=False):
        for name, closed in (("Kitchen", False), ("Insiders", True)):
            forum = make_forum(name)
            topic = start_topic(forum, viewer(writer), title=f"Soup of {name}", body="Cold.", lang="en")
            reply(topic, viewer(person()), "Tasty.")
            if closed:
                say(forum, False, "can_see_forum", "can_read_forum", authenticated_user=True)
        for audience in ("public", "employees"):
            article = propose_article(viewer(writer), place, title=f"Guide for {audience}", summary="", text="Turn it.")
            article = ArticlePage.objects.get(pk=article.pk)
            article.audience = audience
            article.save_revision(user=writer).publish()
        deliver_all()
    mailoutbox.clear()

    with time_machine.travel(at(9, day=30), tick=False):
        owe_top_threads()
        deliver_all()

    (mail,) = [mail for mail in mailoutbox if mail.to == [asked.email]]
    assert "Soup of Kitchen" in mail.body
    assert "Guide for public" in mail.body
    assert "Insiders" not in mail.body
    assert "employees" not in mail.body
