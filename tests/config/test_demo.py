"""The demo community that a new site shows."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.models import BlogPostPage
from config.demo import written
from config.demo.journeys import make_searches
from config.demo.seed import AlreadyThere, bring_up_to_date, seed_demo
from core.models import Delivery, MailSent
from core.ports.figures import Period
from forums.models import Topic
from gamification.models import Award, Contest, PersonPoints
from kb.models import ArticlePage, TopicPage
from moderation.models import ReviewItem
from notifications.models import Notification
from qa.models import Answer, Question
from search.engines import engine
from search.reporting import figures

PASSWORD = "correct horse battery"


def threads() -> Iterator[dict]:
    """Every written thread, of questions and of forums, as it stands in its file."""
    yield from written.of_house("threads")
    yield from written.of_languages("threads", "questions")
    yield from written.of_languages("topics")


def texts() -> list[str]:
    """All that somebody says in the demo."""
    said = [facts for thread in threads() for facts in (thread, *thread.get("answers", []), *thread.get("posts", []))]
    remarks = [remark for facts in said for remark in facts.get("comments", [])]
    pages = [*written.of_languages("articles"), *written.of_languages("posts")]
    return [facts["body"].strip() for facts in (*said, *remarks, *pages)]


def test_nobody_says_the_same_twice():
    repeated = [text for text, times in Counter(texts()).items() if times > 1]

    assert repeated == []
    assert len(texts()) > 500


def test_every_line_of_a_file_names_somebody_of_the_demo():
    names = {facts["username"] for facts in (*written.of_house("people"), *written.of_languages("people"))}
    named = {facts["by"] for thread in threads() for facts in (thread, *thread.get("answers", []), *thread.get("posts", []))}

    assert len(names) == 60
    assert named <= names


def test_no_thread_ends_in_the_future():
    for thread in threads():
        hours = sum(facts["hours"] for facts in (*thread.get("answers", []), *thread.get("posts", [])))
        assert hours <= thread["days"] * 24, thread["title"]


def made_and_forgotten() -> list[list[tuple]]:
    with transaction.atomic():
        seed_demo(PASSWORD, "small")
        rows = as_made()
        transaction.set_rollback(True)
    return rows


def as_made() -> list[list[tuple]]:
    questions = Question.objects.order_by("pk").values_list("author__username", "title", "lang", "score", "state")
    answers = Answer.objects.order_by("pk").values_list("author__username", "body_text", "score", "visibility")
    topics = Topic.objects.order_by("pk").values_list("poster__username", "subject", "score", "posts_count")
    articles = ArticlePage.objects.order_by("pk").values_list("title", "body_html", "version", "audience")
    return [list(found) for found in (questions, answers, topics, articles)]


@pytest.mark.django_db
def test_the_small_demo_has_a_little_of_each_kind_the_same_each_time():
    earlier = made_and_forgotten()
    made = seed_demo(PASSWORD, "small")

    assert made["people"] == 6
    assert made["questions"] == 12
    assert all(made[kind] for kind in ("topics", "articles", "posts", "contests"))
    assert as_made() == earlier
    with pytest.raises(AlreadyThere):
        seed_demo(PASSWORD, "small")


@pytest.mark.django_db
def test_the_demos_searches_show_what_reports_can_tell():
    make_searches(timezone.now())

    today = timezone.localdate()
    shares = {figure.name: figure.value for figure in figures(Period(today - timedelta(days=120), today))}

    assert 0.2 < shares["search.unopened"] < 0.6
    assert 0.02 < shares["search.rephrased"] < 0.2
    assert 0.05 < shares["search.empty"] < 0.4


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.django_db
def test_the_whole_demo():
    whole = seed_demo(PASSWORD)
    bring_up_to_date()
    now = timezone.now()

    assert whole["people"] == 60
    assert whole["questions"] + whole["topics"] >= 150
    assert (whole["articles"], whole["posts"]) == (40, 6)
    languages = Counter(Question.objects.values_list("lang", flat=True)) + Counter(Topic.objects.values_list("lang", flat=True))
    assert languages["es"] > languages["pt"] > languages["en"] > 20
    places = [*ArticlePage.objects.live(), *TopicPage.objects.live()]
    assert {place.audience for place in places} == {"public", "customers", "employees"}
    assert BlogPostPage.objects.live().count() == 6
    assert set(Contest.objects.values_list("state", flat=True)) == {"voting", "closed"}

    # Nothing is owed, nothing failed, and everything agrees with everything.
    assert not Delivery.objects.filter(done_at=None).exists()
    assert not Delivery.objects.exclude(last_error="").exists()
    call_command("check_consistency")
    assert engine().count() > 180

    # It has a past, and nothing of it is to come.
    for model, field in ((Question, "created_at"), (Answer, "created_at"), (Topic, "created"), (Award, "at"), (Notification, "created_at")):
        moments = list(model.objects.order_by(field).values_list(field, flat=True))
        assert moments[-1] <= now
        assert moments[0] < now - timedelta(days=60), model
        assert any(later - sooner > timedelta(hours=1) for sooner, later in pairwise(moments))

    # There is something to do at the desks, and people have their rewards.
    assert ReviewItem.objects.filter(state="pending").count() >= 8
    assert PersonPoints.objects.filter(total__gt=100).count() >= 5
    assert Award.objects.count() > 100

    # Nobody was written to about it but the member with a case, and only the six can sign in.
    assert set(MailSent.objects.values_list("template", flat=True)) <= {"case_replied"}
    assert sum(person.has_usable_password() for person in User.objects.all()) == 6
    member = Notification.objects.filter(person__username="member")
    assert 0 < member.filter(read_at=None).count() < member.count() / 2
