"""Builds the demo community through the same actions that people use, so points, index, desk, badges and cases follow by themselves."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from blog.models import Brand, HomePage
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

    ``size``: "small" is six people, a dozen threads and little of each other kind, for tests.

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
        made |= _make_rooms(size, questions, people, now)
        made["journeys"] = make_journeys(questions, size, now)
    return made


def _make_rooms(size: Size, threads: Threads, people: People, now: datetime) -> dict[str, int]:
    """What stands beside the questions; of the small demo, what its six people wrote."""
    topics, articles, posts = (written.oldest_first(written.of_languages(what)) for what in ("topics", "articles", "posts"))
    contests = written.of_house("contests")
    if size == "small":
        topics, articles, posts = (written.by_these(people.names(), facts) for facts in (topics, articles, posts))
        contests = [contests[0] | {"entries": []}]
    forums = make_forums()
    made = {"topics": len(make_topics(topics, forums, people, now))}
    pages = make_articles(articles, threads, people, now)
    made["articles"] = len(pages)
    made["posts"] = len(make_posts(posts, people, now))
    made["contests"] = len(make_contests(contests, forums, people, now))
    if size == "full":
        made["proposals"] = make_proposals(written.of_house("proposals"), pages, people, now)
        made["items"] = make_desk(written.of_house("items", "desk"), threads, people, now)
        made["cases"] = make_cases(written.of_house("cases", "desk"), people, now)
    return made


def bring_up_to_date() -> None:
    """What follows from the demo: points, badges, notifications, index (`config.demo.follow`)."""
    told = User.objects.filter(username__in=[facts["username"] for facts in written.of_house("people")])
    follow.bring_up_to_date(list(told.order_by("pk").values_list("pk", flat=True)))


# The company's own line is Spanish; its homes in other languages say it in theirs.
TAGLINES = {"pt": "Respostas sobre seus aparelhos, de quem usa.", "en": "Answers about your appliances, from people who use them."}


def _make_settings(now: datetime) -> None:
    face = Brand.load()
    face.name, face.tagline, face.hours = "Cantalba", "Respuestas sobre tus equipos, de quienes los usan.", "8:00 – 20:00"
    face.save()
    for language, tagline in TAGLINES.items():
        for home in HomePage.objects.filter(locale__language_code=language, seo_title=""):
            home.seo_title = tagline
            home.save_revision().publish()
    for language in ("es", "pt"):
        WatchedWord.objects.get_or_create(
            text="genérico", language=language, defaults={"note": "Piezas que no son nuestras: las mira un moderador."}
        )
    CostRate.objects.get_or_create(
        valid_from=(now - timedelta(days=365)).date(),
        defaults={"currency": "USD", "loaded_cost": Decimal("9.50"), "marginal_cost": Decimal("4.00"), "note": "Demo."},
    )
