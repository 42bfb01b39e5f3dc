"""The week's best of every room, as one person may see it, in their language: what the mail of Monday lists for those who asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.viewer import viewer_of
from core.content import Card, content
from core.viewer import Viewer
from forums.models import TOPIC, Topic
from forums.permissions import rights_of
from kb.models import ARTICLE, ArticlePage
from qa.models import QUESTION, Question, Visibility

WEEK = timedelta(days=7)
MOST_QUESTIONS, MOST_OTHERS = 5, 3


@dataclass(frozen=True, slots=True)
class Best:
    """``kind`` says what of: questions, topics or articles; each list has the best first."""

    kind: str
    label: Any
    cards: list[Card]


def best_of_the_week(person: User, now: datetime | None = None) -> list[Best]:
    """Without what they wrote themselves; rooms with nothing new are left out."""
    since, viewer = (now or timezone.now()) - WEEK, viewer_of(person)
    found = (
        Best(QUESTION, _("Questions"), _seen(QUESTION, _questions(person, since), viewer)),
        Best(TOPIC, _("Forums"), _seen(TOPIC, _topics(person, viewer, since), viewer)),
        Best(ARTICLE, _("Guides"), _seen(ARTICLE, _articles(person, viewer, since), viewer)),
    )
    return [best for best in found if best.cards]


def _seen(kind: str, ids: list[int], viewer: Viewer) -> list[Card]:
    cards = content[kind].cards(ids, viewer)
    return [cards[id] for id in ids if id in cards]


def _questions(person: User, since: datetime) -> list[int]:
    public = Question.objects.filter(visibility=Visibility.PUBLIC, published_at__gte=since, lang=person.language, answer_count__gt=0)
    best = public.exclude(author=person).order_by("-score", "-answer_count", "-pk")
    return list(best.values_list("pk", flat=True)[:MOST_QUESTIONS])


def _topics(person: User, viewer: Viewer, since: datetime) -> list[int]:
    """Those that found an echo: a reply, or a vote."""
    new = Topic.objects.visible_to(viewer, rights_of(viewer)).listed().filter(created__gte=since, lang=person.language)
    best = new.filter(Q(posts_count__gt=1) | Q(score__gt=0)).exclude(poster=person).order_by("-score", "-posts_count", "-pk")
    return list(best.values_list("pk", flat=True)[:MOST_OTHERS])


def _articles(person: User, viewer: Viewer, since: datetime) -> list[int]:
    """New ones, and any that helped somebody this week; those that helped most come first."""
    mine = ArticlePage.objects.visible_to(viewer).filter(locale__language_code=person.language).exclude(owner=person)
    helped = Count("ratings", filter=Q(ratings__helpful=True, ratings__at__gte=since))
    best = (
        mine.annotate(helped=helped)
        .filter(Q(helped__gt=0) | Q(first_published_at__gte=since))
        .order_by("-helped", "-first_published_at", "-pk")
    )
    return list(best.values_list("pk", flat=True)[:MOST_OTHERS])
