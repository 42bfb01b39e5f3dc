"""Builds the demo community through the same actions that people use, so points, index, desk, badges and cases follow by themselves."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from config.demo import clock, follow, written
from config.demo.articles import make_articles, make_proposals
from config.demo.blog import make_posts
from config.demo.contests import make_contests
from config.demo.desk import make_cases, make_desk
from config.demo.forums import make_forums, make_topics
from config.demo.journeys import make_journeys
from config.demo.people import AlreadyThere, People, make_people
from config.demo.questions import Threads, make_questions
from config.demo.written import Size
from crm_sync.models import CostRate
from moderation.models import WatchedWord

__all__ = ["AlreadyThere", "bring_up_to_date", "seed_demo"]


@transaction.atomic
def seed_demo(password: str, size: Size = "full") -> dict[str, int]:
    """Make the demo, all or nothing; returns how many of each kind. What follows from it is the relay's (`bring_up_to_date`).

    ``size``: "small" is six people and a dozen threads.

    Raises:
        AlreadyThere: the site has been seeded before, or somebody took one of the names.
    """
    with clock.running() as now:
        people = make_people(password, size, now)
        follow.keep_mail_back(people.ids())
        _make_settings(now)
        threads = written.of_house("threads")
        threads += written.of_languages("threads", "questions") if size == "full" else []
        questions = make_questions(written.oldest_first(threads), people, now)
        made = {"people": len(people), "questions": len(questions.questions)}
        made |= _make_rooms(questions, people, now) if size == "full" else {}
        made["journeys"] = make_journeys(questions, size, now)
    return made


def _make_rooms(threads: Threads, people: People, now: datetime) -> dict[str, int]:
    """What stands beside the questions."""
    forums = make_forums()
    topics = make_topics(written.oldest_first(written.of_languages("topics")), forums, people, now)
    articles = make_articles(written.oldest_first(written.of_languages("articles")), threads, people, now)
    proposals = make_proposals(written.of_house("proposals"), articles, people, now)
    posts = make_posts(written.oldest_first(written.of_languages("posts")), people, now)
    contests = make_contests(written.of_house("contests"), forums, people, now)
    waiting = make_desk(written.of_house("items", "desk"), threads, people, now)
    cases = make_cases(written.of_house("cases", "desk"), people, now)
    made = {"topics": topics, "articles": articles, "posts": posts, "contests": contests}
    return {kind: len(things) for kind, things in made.items()} | {
        "proposals": proposals,
        "items": waiting,
        "cases": cases,
    }


def bring_up_to_date() -> None:
    """What follows from the demo: points, badges, notifications, index (`config.demo.follow`)."""
    told = User.objects.filter(username__in=[facts["username"] for facts in written.of_house("people")])
    follow.bring_up_to_date(list(told.order_by("pk").values_list("pk", flat=True)))


def _make_settings(now: datetime) -> None:
    for language in ("es", "pt"):
        WatchedWord.objects.get_or_create(
            text="genérico", language=language, defaults={"note": "Piezas que no son nuestras: las mira un moderador."}
        )
    CostRate.objects.get_or_create(
        valid_from=(now - timedelta(days=365)).date(),
        defaults={"currency": "USD", "loaded_cost": Decimal("9.50"), "marginal_cost": Decimal("4.00"), "note": "Demo."},
    )
