"""The room's adapter: how search, moderation, points and cases act on articles without knowing them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageViewRestriction

from core.content import Adapter, Card, Document, Part, content
from core.sections import parts_of
from core.text import excerpt
from core.viewer import Viewer
from kb.actions import hide as hiding
from kb.audiences import Audience, PlaceQuerySet, strictest
from kb.models import ARTICLE, ArticlePage, ArticleTag, KnowledgeBasePage, TopicPage

EXCERPT = 240
READ = "pk path audience revision title body_html first_published_at last_published_at locale__language_code".split()


class ArticleAdapter(Adapter):
    kind = ARTICLE
    label = _("Guide")
    author = "owner_id"

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        articles = ArticlePage.objects.visible_to(viewer).filter(pk__in=list(ids))
        return {article.pk: _card(article) for article in with_tags(articles)}

    def documents(self, ids: Iterable[int]) -> dict[int, Document]:
        """Published articles, in parts by section, for the audience that the whole way to them allows: five queries, however many."""
        articles = list(self._with_documents(ids).values_list(*READ, named=True))
        audiences, tags = audiences_of(articles), defaultdict[int, list[str]](list)
        tagged = ArticleTag.objects.filter(content_object__in=[article.pk for article in articles]).order_by("tag__name")
        for id, name in tagged.values_list("content_object_id", "tag__name"):
            tags[id].append(name)
        return {article.pk: _document(article, tuple(tags[article.pk]), audiences[article.pk]) for article in articles}

    def parts(self, card: Card) -> tuple[Part, ...]:
        return _parts(card.html, card.title, card.key)

    def document_ids(self, ids: Iterable[int]) -> list[int]:
        return list(self._with_documents(ids).values_list("pk", flat=True))

    def _with_documents(self, ids: Iterable[int]) -> PlaceQuerySet:
        return ArticlePage.objects.live().filter(pk__in=list(ids))

    def rows(self) -> QuerySet[ArticlePage]:
        return ArticlePage.objects.all()

    def url(self, id: int) -> str:
        return reverse("kb:article_by_id", args=[id])

    def hide(self, id: int, by: Viewer, reason: str) -> None:
        hiding.hide(id, by)

    def restore(self, id: int, by: Viewer) -> None:
        hiding.restore(id, by)


def with_tags(articles):
    tagged = Prefetch("tagged", ArticleTag.objects.select_related("tag").order_by("tag__name"), to_attr="tags_by_name")
    return articles.select_related("locale").prefetch_related(tagged)


def tag_names(article: ArticlePage) -> tuple[str, ...]:
    return tuple(tagged.tag.name for tagged in article.tags_by_name)  # type: ignore[attr-defined]


def audiences_of(articles: Iterable[Any]) -> dict[int, str]:
    """The strictest audience on the way to each article: three queries, however many articles."""
    closing: list[tuple[str, str]] = []
    for model in (KnowledgeBasePage, TopicPage):
        closing += model.objects.exclude(audience=Audience.PUBLIC).values_list("path", "audience")
    closing += [(path, str(Audience.EMPLOYEES)) for path in PageViewRestriction.objects.values_list("page__path", flat=True)]
    return {
        article.pk: strictest([article.audience, *(audience for path, audience in closing if article.path.startswith(path))])
        for article in articles
    }


def _card(article: ArticlePage) -> Card:
    return Card(
        kind=ARTICLE,
        id=article.pk,
        title=article.title,
        url=article.url or reverse("kb:article_by_id", args=[article.pk]),
        excerpt=article.summary or excerpt(article.body_text, EXCERPT),
        html=article.body_html,
        lang=article.locale.language_code,
        author_id=article.owner_id,
        created_at=article.first_published_at,
        state="public",
        solved=False,
        score=0,
        revision=article.version,
        tags=tag_names(article),
    )


def _document(article: Any, tags: tuple[str, ...], audience: str) -> Document:
    return Document(
        kind=ARTICLE,
        id=article.pk,
        revision=article.revision,
        lang=article.locale__language_code,
        title=article.title,
        parts=_parts(article.body_html, article.title, f"{ARTICLE}:{article.pk}"),
        tags=tags,
        solved=False,
        score=0,
        created_at=article.first_published_at,
        updated_at=article.last_published_at or article.first_published_at,
        audiences=(audience,),
    )


def _parts(html: str, title: str, ref: str) -> tuple[Part, ...]:
    return parts_of(html, ref, title=title, anchor=lambda section: section.anchor)


content.register(ArticleAdapter())
