"""A person's page: who someone is here, what they did, what the next rank still asks. It crosses rooms, so it stands on the roof."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from config.errors import gone
from core.content import Card, content
from core.keyset import BadCursor, KeysetPage, page_of
from core.ports import person_facts
from core.viewer import Viewer
from forums.models import TOPIC, Topic
from gamification.badges.selectors import badges_of, nearest_badge
from gamification.causes import AUTHORING
from gamification.models import Award, Badge
from gamification.selectors import points_of, standing_of
from kb.models import ARTICLE, Contribution
from qa.models import ANSWER, QUESTION, Answer, Question

RECENT = 10
TAGS = 6
BADGES = 6
PAGE = 20
NEWEST = ("-created_at", "-pk")
VERBS = {QUESTION: "asked", ANSWER: "answered", TOPIC: "started", ARTICLE: "wrote"}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a person did (``verb``: asked, answered, started, wrote, earned) at a time, with what it is called and where it is."""

    verb: str
    title: str
    url: str
    at: datetime
    lang: str = ""
    excerpt: str = ""
    solved: bool = False


@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    found = person_named(username)
    if found.is_anonymised:
        return gone(request)
    if found.username != username:
        return redirect("person", found.username, permanent=True)
    viewer = request.viewer
    own = viewer.user_id == found.pk
    tab = request.GET.get("tab", "")
    if tab not in ("", "answers", "questions", "badges", *(("points",) if own or viewer.is_staff else ())):
        raise Http404
    context: dict[str, Any] = {
        "person": found,
        "facts": person_facts.facts_of([found.pk])[found.pk],
        "counts": counts_of(found.pk),
        "own": own,
        "tab": tab,
    }
    badges = context["badges"] = badges_of(found.pk)
    context["tabs"] = _tabs(found, tab, context["counts"] | {"badges": len(badges)}, with_points=own or viewer.is_staff)
    if tab == "badges":
        context["nearest"] = nearest_badge(found.pk) if own else None
    elif tab:
        context |= _page(found, tab, viewer, request.GET.get("after", ""))
    else:
        context |= {"deeds": recent_deeds(found.pk, viewer), "standing": standing_of(found.pk), "knows": tags_of(found.pk)}
        context |= {"best_badges": badges[:BADGES], "nearest": nearest_badge(found.pk) if own else None}
    return render(request, "people/person.html", context)


def person_named(username: str) -> User:
    """Whoever has this user name, in any letters; Http404 for nobody and for what can't be a name."""
    if "\x00" in username:
        raise Http404
    return get_object_or_404(User, username__iexact=username)


def counts_of(person_id: int) -> dict[str, int]:
    """What stands in public: one query for answers, one for questions."""
    answers = Answer.objects.filter(author=person_id, visibility="public", question__visibility="public")
    counted = answers.aggregate(answers=Count("pk"), people=Count("question__author", distinct=True, filter=~Q(question__author=person_id)))
    return {**counted, "questions": Question.objects.listed().filter(author=person_id).count()}


def recent_deeds(person_id: int, viewer: Viewer) -> list[Deed]:
    """The newest of what they wrote that ``viewer`` may see, and of the badges they got: a constant number of queries."""
    awards = Award.objects.shown().filter(person=person_id).order_by("-at", "-pk")[:RECENT]
    badges = {badge.pk: badge for badge in Badge.objects.worded().filter(pk__in=[award.badge_id for award in awards])}
    earned = [Deed("earned", badges[award.badge_id].name, badges[award.badge_id].get_absolute_url(), award.at) for award in awards]
    return _newest([*written_by(person_id, viewer), *earned])


def written_by(person_id: int, viewer: Viewer) -> list[Deed]:
    """Questions, answers, topics and articles of theirs that ``viewer`` may see, newest first: a constant number of queries."""
    asked = Question.objects.visible_to(viewer).filter(author=person_id).order_by(*NEWEST)
    answered = Answer.objects.visible_to(viewer).filter(author=person_id).order_by(*NEWEST)
    started = Topic.objects.filter(poster=person_id, visibility="public").order_by("-created", "-pk")
    written = {QUESTION: asked, ANSWER: answered, TOPIC: started}
    refs = {(kind, pk) for kind, rows in written.items() for pk in rows.values_list("pk", flat=True)[:RECENT]}
    given = Contribution.objects.filter(person=person_id, role__in=AUTHORING, credited_at__isnull=False).order_by("credited_at")
    credited = {article: at for article, at in given.values_list("article", "credited_at") if at is not None}
    refs |= {(ARTICLE, pk) for pk in [*credited][-RECENT:]}
    return _newest(_deed(card, credited) for card in content.cards(refs, viewer).values())


def _deed(card: Card, credited: dict[int, datetime]) -> Deed:
    at = credited[card.id] if card.kind == ARTICLE else card.created_at
    return Deed(VERBS[card.kind], card.title, card.url, at, card.lang, card.excerpt, card.solved)


def _newest(deeds: Iterable[Deed]) -> list[Deed]:
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)[:RECENT]


def tags_of(person_id: int) -> list[dict[str, Any]]:
    """Name, slug and ``solved`` of the tags under which most answers of theirs were accepted: two queries."""
    # Which are public is asked here: named in the query, SQLite walks all public questions instead of this person's answers.
    accepted = Question.objects.filter(accepted__author=person_id).values_list("pk", "visibility")
    carried = Question.tags.through.objects.filter(question__in=[pk for pk, visibility in accepted if visibility == "public"])
    counted = carried.values(name=F("tag__name"), slug=F("tag__slug")).annotate(solved=Count("pk"))
    return [dict(tag) for tag in counted.order_by("-solved", "name")[:TAGS]]


def _page(found: User, tab: str, viewer: Viewer, after: str) -> dict[str, Any]:
    try:
        page = points_of(found.pk, viewer, after=after) if tab == "points" else _written(found.pk, tab, viewer, after)
    except BadCursor as error:
        raise Http404 from error
    path = found.get_absolute_url()
    return {
        "rows": page.rows,
        "next_url": f"{path}?{urlencode({'tab': tab, 'after': page.next})}" if page.next else "",
        "first_url": f"{path}?tab={tab}" if after else "",
    }


def _written(person_id: int, tab: str, viewer: Viewer, after: str) -> KeysetPage:
    model, kind = (Answer, ANSWER) if tab == "answers" else (Question, QUESTION)
    page = page_of(model.objects.visible_to(viewer).filter(author=person_id).only("pk", "created_at"), NEWEST, after=after, size=PAGE)
    cards = content[kind].cards([row.pk for row in page.rows], viewer)
    return KeysetPage([cards[row.pk] for row in page.rows if row.pk in cards], page.next)


def _tabs(found: User, tab: str, counts: dict[str, int], *, with_points: bool) -> list[dict[str, Any]]:
    path = found.get_absolute_url()
    tabs = [
        {"url": path, "label": _("Summary"), "current": not tab},
        {"url": f"{path}?tab=answers", "label": _("Answers"), "count": counts["answers"], "current": tab == "answers"},
        {"url": f"{path}?tab=questions", "label": _("Questions"), "count": counts["questions"], "current": tab == "questions"},
        {"url": f"{path}?tab=badges", "label": _("Badges"), "count": counts["badges"], "current": tab == "badges"},
    ]
    if with_points:
        tabs.append({"url": f"{path}?tab=points", "label": _("Points"), "current": tab == "points"})
    return tabs
