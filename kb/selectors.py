"""Reads shaped like the pages that show them; each says how many queries it takes, whatever the number of rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Count, Q
from django.db.models.functions import Left
from django.utils.translation import get_language
from wagtail.models import Page

from core.content import Card, content
from core.kept_lists import kept_list
from core.keyset import page_of
from core.sections import Section, sections_of
from core.text import excerpt
from core.viewer import Viewer
from kb import permissions
from kb.actions.keep_up import original_of
from kb.audiences import closed_to
from kb.content import EXCERPT, audiences_of, tag_names, with_tags
from kb.models import ArticlePage, Contribution, KnowledgeBasePage, Rating, TopicPage
from kb.sections import contents_of, minutes_to_read

T = TypeVar("T")

PAGE = 20
NEWEST = 6
ROLES = list(Contribution.Role.values)
LONG_COLUMNS = ("body", "body_html", "body_text", "search_description")


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a list."""

    pk: int
    url: str
    title: str
    excerpt: str
    lang: str
    tags: tuple[str, ...]
    audience: str
    updated_at: datetime
    stale: bool
    verify_by: date | None = None
    behind: bool = False


@dataclass(frozen=True, slots=True)
class TopicRow:
    pk: int
    url: str
    title: str
    introduction: str
    icon: str
    audience: str
    articles: int


@dataclass(frozen=True, slots=True)
class ListPage:
    rows: list[Row]
    next: str


@dataclass(frozen=True, slots=True)
class HomePageData:
    topics: list[TopicRow]
    newest: list[Row]


@dataclass(frozen=True, slots=True)
class Credit:
    person_id: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    lang: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Helpful:
    """``yes`` of ``total`` ratings of all versions; ``mine`` is this person's of the present one."""

    yes: int = 0
    total: int = 0
    mine: Rating | None = None

    @property
    def share(self) -> float | None:
        return self.yes / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class ArticleData:
    article: ArticlePage
    sections: tuple[Section, ...]
    contents: list[Section]
    minutes: int
    way: list[Page]
    credits: list[Credit]
    helpful: Helpful
    translations: list[Translation]
    source: Card | None
    tags: tuple[str, ...]
    audience: str
    may_propose: bool
    may_verify: bool
    original: Translation | None = None

    @property
    def author_ids(self) -> list[int]:
        """Who wrote it, for search engines."""
        return [credit.person_id for credit in self.credits if set(credit.roles) & {"author", "answerer", "translator"}]

    @property
    def people_ids(self) -> set[int]:
        return {credit.person_id for credit in self.credits}


def home_page(home: KnowledgeBasePage, viewer: Viewer) -> HomePageData:
    """The knowledge base's first page: five queries, however many topics and articles, and none while both lists are kept."""
    return HomePageData(topics_below(home, viewer), _kept("kb.newest", home, viewer, _newest))


def _newest(home: Page, viewer: Viewer) -> list[Row]:
    found = ArticlePage.objects.visible_to(viewer).descendant_of(home).order_by("-last_published_at", "-pk")
    # Sorted by their numbers first: the beginnings of texts are read for the few that are shown, not for all that are sorted.
    return rows_of(light(ArticlePage.objects.filter(pk__in=found.values("pk")[:NEWEST])).order_by("-last_published_at", "-pk"))


def _kept(name: str, place: Page, viewer: Viewer, make: Callable[[Page, Viewer], list[T]]) -> list[T]:
    """Alike for all whom the same pages are open to; staff, who tend them, see every change at once."""
    if viewer.is_staff:
        return make(place, viewer)
    return kept_list(name, ["kb"], (place.pk, closed_to(viewer), get_language()), lambda: make(place, viewer))


def topics_below(place: Page, viewer: Viewer) -> list[TopicRow]:
    """The topics right below ``place`` that hold something for this viewer, with how much: two queries, none while the list is kept."""
    return _kept("kb.topics", place, viewer, _topics_below)


def _topics_below(place: Page, viewer: Viewer) -> list[TopicRow]:
    topics = list(TopicPage.objects.visible_to(viewer).child_of(place).order_by("path"))
    counted = _counted(place, viewer, topics)
    return [
        TopicRow(topic.pk, topic.url or "", topic.title, topic.introduction, topic.icon, topic.audience, counted.get(topic.path, 0))
        for topic in topics
        if counted.get(topic.path) or viewer.is_staff
    ]


def _counted(place: Page, viewer: Viewer, topics: list[TopicPage]) -> dict[str, int]:
    """How many articles stand below each topic, at any depth, by the topic's path."""
    if not topics:
        return {}
    length = len(topics[0].path)
    articles = ArticlePage.objects.visible_to(viewer).descendant_of(place).annotate(topic_path=Left("path", length)).order_by()
    return dict(articles.values_list("topic_path").annotate(n=Count("pk")))


def articles_below(place: Page, viewer: Viewer, *, after: str = "") -> ListPage:
    """Articles right below ``place``, by title, in pages: two queries.

    Raises:
        BadCursor: ``after`` is not from this list.
    """
    articles = ArticlePage.objects.visible_to(viewer).child_of(place)
    page = page_of(light(articles), ("title", "id"), after=after, size=PAGE)
    return ListPage(rows_of(page.rows), page.next)


def article_page(article: ArticlePage, viewer: Viewer) -> ArticleData:
    """One article with everything on its page but the facts of its people: seven queries, eight if it was made of a question."""
    sections = sections_of(article.body_html, article.title)
    kept = next(iter(with_tags(ArticlePage.objects.filter(pk=article.pk).only("pk", "locale"))), None)
    return ArticleData(
        article=article,
        sections=sections,
        contents=contents_of(sections),
        minutes=minutes_to_read(article.body_text),
        way=way_to(article),
        credits=credits_of(article),
        helpful=helpful_of(article, viewer),
        translations=translations_of(article, viewer),
        source=content[article.source_kind].card(article.source_id, viewer)
        if article.source_id and article.source_kind in content
        else None,
        tags=tag_names(kept) if kept else (),
        audience=audiences_of([article])[article.pk],
        may_propose=permissions.may_propose(viewer),
        may_verify=permissions.may_verify(viewer),
        original=original_for(article, viewer) if article.is_behind else None,
    )


def original_for(article: ArticlePage, viewer: Viewer) -> Translation | None:
    """What a translation was made from, if this viewer may read it: two queries."""
    found = light(ArticlePage.objects.visible_to(viewer).filter(pk=original_of(article)).exclude(pk=article.pk)).first()
    return Translation(found.locale.language_code, found.title, found.url or "") if found else None


def way_to(page: Page) -> list[Page]:
    """The knowledge base and the topics above ``page``: one query."""
    above = page.get_ancestors().filter(depth__gt=2)
    return list(above.order_by("depth"))


def credits_of(article: ArticlePage) -> list[Credit]:
    """Everybody whose work was published, each once, authors first: one query."""
    if article.pk is None:  # the preview of a page that was never saved
        return []
    given = article.contributions.filter(credited_at__isnull=False).order_by("pk").values_list("person_id", "role")
    roles: dict[int, set[str]] = {}
    for person_id, role in given:
        roles.setdefault(person_id, set()).add(role)
    given_by = [Credit(person_id, tuple(sorted(some, key=ROLES.index))) for person_id, some in roles.items()]
    return sorted(given_by, key=lambda credit: ROLES.index(credit.roles[0]))


def helpful_of(article: ArticlePage, viewer: Viewer) -> Helpful:
    """One query, one more for people who are signed in."""
    if article.pk is None:
        return Helpful()
    told = Rating.objects.filter(article=article).aggregate(yes=Count("pk", filter=Q(helpful=True)), total=Count("pk"))
    mine = None
    if viewer.user_id is not None:
        mine = Rating.objects.filter(article=article, version=article.version, visitor=f"person:{viewer.user_id}").first()
    return Helpful(told["yes"], told["total"], mine)


def translations_of(article: ArticlePage, viewer: Viewer) -> list[Translation]:
    """The article in other languages, as far as this viewer may read it: one query."""
    others = ArticlePage.objects.visible_to(viewer).filter(translation_key=article.translation_key).exclude(pk=article.pk)
    return [
        Translation(other.locale.language_code, other.title, other.url or "") for other in light(others).order_by("locale__language_code")
    ]


def article_made_of(kind: str, id: int, viewer: Viewer) -> ArticlePage | None:
    """The published article that was made of this content, if the viewer may read it: one query."""
    made = ArticlePage.objects.visible_to(viewer).filter(source_kind=kind, source_id=id)
    return made.only("pk", "title", "url_path", "locale", "path").order_by("pk").first()


def is_being_turned(kind: str, id: int) -> bool:
    """Whether somebody has made an article of it already, published or not."""
    return ArticlePage.objects.filter(source_kind=kind, source_id=id).exists()


def places_for(viewer: Viewer, lang: str) -> list[tuple[TopicPage, int]]:
    """Topics of one language in their order, with how deep they stand (0 for the first): one query."""
    topics = TopicPage.objects.visible_to(viewer).filter(locale__language_code=lang).order_by("path").only("pk", "title", "depth", "path")
    found = list(topics)
    top = min((topic.depth for topic in found), default=0)
    return [(topic, topic.depth - top) for topic in found]


def to_verify(viewer: Viewer, *, after: str = "") -> ListPage:
    """Published articles by when they are to be looked at again, the most overdue first: two queries.

    Raises:
        BadCursor: ``after`` is not from this list.
    """
    articles = ArticlePage.objects.visible_to(viewer).filter(verify_by__isnull=False)
    page = page_of(light(articles), ("verify_by", "id"), after=after, size=PAGE)
    return ListPage(rows_of(page.rows), page.next)


def behind_original(viewer: Viewer, limit: int = 50) -> list[Row]:
    """Translations whose original changed, the longest waiting first; also those of whom readers aren't told yet: two queries."""
    articles = ArticlePage.objects.visible_to(viewer).filter(behind_from__isnull=False)
    return rows_of(light(articles).order_by("behind_from", "pk")[:limit])


def light(articles: Any) -> Any:
    """Without the long columns; ``lead`` is the beginning of the text."""
    return with_tags(articles.defer(*LONG_COLUMNS).annotate(lead=Left("body_text", EXCERPT * 2)))


def rows_of(articles: Iterable[ArticlePage]) -> list[Row]:
    return [
        Row(
            pk=article.pk,
            url=article.url or "",
            title=article.title,
            excerpt=article.summary or excerpt(article.lead, EXCERPT),  # type: ignore[attr-defined]
            lang=article.locale.language_code,
            tags=tag_names(article),
            audience=article.audience,
            updated_at=article.last_published_at or article.first_published_at,
            stale=article.is_stale,
            verify_by=article.verify_by,
            behind=article.is_behind,
        )
        for article in articles
    ]
