"""Articles from elsewhere, in bulk: published as they are, past review, and without the events of new ones.

Rows are written straight into the two tables of a page. Wagtail's way, one page at a time with signals, takes fifty times as long and holds
the database's write lock all the while.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4, uuid5

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Locale, Page

from core.imports import Outcome, Pace, known, remember
from core.models import ImportedRef, Installation
from core.sections import sections_of
from core.text import RENDERER, Rendered, TextTooLong, excerpt, render_html, render_markdown
from kb.actions.announce import later
from kb.models import ARTICLE, SUMMARY_MAX, ArticlePage, ArticleTag, KnowledgeBasePage, TopicPage
from kb.writing import slug_for

TOPIC = "kb.topic"
TITLE_MAX = 255
FOREIGN_MAX = 64
SUMMARY = 240


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """``foreign_id`` is the same for all languages of an article; ``form`` is "html" or "markdown"."""

    foreign_id: str
    lang: str
    topic_id: int
    title: str
    text: str
    form: str = "html"
    summary: str = ""
    tags: tuple[str, ...] = ()


def foreign_key(foreign_id: str, lang: str) -> str:
    """What `ImportedRef` knows one language of an article by."""
    key = f"{lang}:{foreign_id}"
    return key if len(key) <= FOREIGN_MAX else f"{lang}:{sha256(foreign_id.encode()).hexdigest()[: FOREIGN_MAX - 8]}"


def translation_key(source: str, kind: str, foreign_id: str) -> UUID:
    """The same for every language of one thing, in every run."""
    return uuid5(Installation.namespace(), f"{kind}:{source}:{foreign_id}")


def import_topics(source: str, lang: str, ways: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """The topic of each way of names from the top (``("Calc", "Guide")``), made where it isn't here yet."""
    found: dict[tuple[str, ...], int] = {}
    home = KnowledgeBasePage.objects.get(locale__language_code=lang)
    for way in sorted({whole[:length] for whole in ways for length in range(1, len(whole) + 1)}):
        foreign_id = "/".join(way)
        key = foreign_key(foreign_id, lang)
        with transaction.atomic():
            parent = Page.objects.select_for_update().get(pk=found[way[:-1]] if way[:-1] else home.pk)
            here = known(source, TOPIC, [key])
            if key not in here or not TopicPage.objects.filter(pk=here[key]).exists():
                topic = TopicPage(title=way[-1], slug=_free(parent.pk, slug_for(way[-1]), key), locale_id=home.locale_id)
                topic.translation_key = translation_key(source, TOPIC, foreign_id)
                parent.add_child(instance=topic)
                topic.save_revision().publish()
                ImportedRef.objects.update_or_create(source=source, kind=TOPIC, foreign_id=key, defaults={"local_id": topic.pk})
                here[key] = topic.pk
            found[way] = here[key]
    return found


def import_articles(source: str, rows: Sequence[ArticleRow], pace: Pace) -> Outcome:
    """Make those that are not here yet."""
    here = known(source, ARTICLE, [foreign_key(row.foreign_id, row.lang) for row in rows])
    outcome = Outcome(present=len(here))
    new: list[tuple[ArticleRow, Rendered]] = []
    for row in rows:
        if foreign_key(row.foreign_id, row.lang) in here:
            continue
        try:
            rendered = render_markdown(row.text, trust=2) if row.form == "markdown" else render_html(row.text)
            new.append((replace(row, summary=row.summary or _beginning(rendered.html, row.title)), rendered))
        except TextTooLong as error:
            outcome.refused.append((row.foreign_id, f"text too long (over {error.limit:,} characters)"))
    if new:
        with pace.writing():
            made = _write(source, new)
            remember(source, ARTICLE, made)
    outcome.made = len(new)
    return outcome


def _write(source: str, new: Sequence[tuple[ArticleRow, Rendered]]) -> dict[str, int]:
    now = timezone.now()
    locales = dict(Locale.objects.values_list("language_code", "pk"))
    by_topic: dict[int, list[tuple[ArticleRow, Rendered]]] = defaultdict(list)
    for row, rendered in new:
        by_topic[row.topic_id].append((row, rendered))
    topics = {topic.pk: topic for topic in Page.objects.select_for_update().filter(pk__in=by_topic).order_by("pk")}
    pages: list[Page] = []
    written: list[tuple[ArticleRow, Rendered]] = []
    for topic_id, some in by_topic.items():
        pages += _pages(source, topics[topic_id], [row for row, _ in some], locales, now)
        written += some
        Page.objects.filter(pk=topic_id).update(numchild=F("numchild") + len(some))
    Page.objects.bulk_create(pages)
    articles = [_article(page, row, rendered, now) for page, (row, rendered) in zip(pages, written, strict=True)]
    # Django makes no rows of a child table in bulk; the parents' rows exist, so these are all that is missing.
    ArticlePage._base_manager.get_queryset()._insert(articles, fields=ArticlePage._meta.local_concrete_fields)  # type: ignore[attr-defined]
    _tag(pages, written)
    return {foreign_key(row.foreign_id, row.lang): page.pk for page, (row, _) in zip(pages, written, strict=True)}


def _pages(source: str, topic: Page, rows: Sequence[ArticleRow], locales: dict[str, int], now: datetime) -> list[Page]:
    """Rows of Wagtail's own table, after the topic's last child."""
    content_type = ContentType.objects.get_for_model(ArticlePage)
    children = Page.objects.filter(path__startswith=topic.path, depth=topic.depth + 1)
    last = children.aggregate(last=Max("path"))["last"]
    step = Page._str2int(last[-Page.steplen :]) if last else 0
    slugs = _slugs(topic.pk, rows)
    return [
        Page(
            path=Page._get_path(topic.path, topic.depth + 1, step + number),
            depth=topic.depth + 1,
            numchild=0,
            content_type=content_type,
            locale_id=locales[row.lang],
            translation_key=translation_key(source, ARTICLE, row.foreign_id),
            title=row.title[:TITLE_MAX],
            draft_title=row.title[:TITLE_MAX],
            slug=slug,
            url_path=f"{topic.url_path}{slug}/",
            live=True,
            has_unpublished_changes=False,
            first_published_at=now,
            last_published_at=now,
        )
        for number, (row, slug) in enumerate(zip(rows, slugs, strict=True), start=1)
    ]


def _article(page: Page, row: ArticleRow, rendered: Rendered, now: datetime) -> ArticlePage:
    genre = ArticlePage.Genre.REFERENCE
    block = {"type": row.form, "value": rendered.source, "id": str(uuid4())}
    return ArticlePage(
        page_ptr_id=page.pk,
        summary=row.summary[:SUMMARY_MAX],
        body=json.dumps([block]),
        body_html=rendered.html,
        body_text=rendered.text,
        renderer=RENDERER,
        genre=genre,
        version=1,
        revision=1,
        verified_at=None,
        verify_by=later(now.date(), ArticlePage.MONTHS_VALID[genre]),
    )


def _beginning(html: str, title: str) -> str:
    """The first words that aren't the title again."""
    opening = next((section.html for section in sections_of(html, title) if section.html.strip()), "")
    return excerpt(f"<div>{opening}</div>", SUMMARY)


def _tag(pages: Sequence[Page], written: Sequence[tuple[ArticleRow, Rendered]]) -> None:
    names = {name.casefold()[:100] for row, _ in written for name in row.tags}
    if not names:
        return
    tags = {name: Tag.objects.get_or_create(name=name)[0].pk for name in sorted(names)}
    pairs = {(page.pk, tags[name.casefold()[:100]]) for page, (row, _) in zip(pages, written, strict=True) for name in row.tags}
    ArticleTag.objects.bulk_create(ArticleTag(content_object_id=page_id, tag_id=tag_id) for page_id, tag_id in sorted(pairs))


def _slugs(topic_id: int, rows: Sequence[ArticleRow]) -> list[str]:
    """A slug for each row that no sibling has; where a title comes twice, a few signs of the id tell them apart."""
    wanted = [slug_for(row.title) for row in rows]
    siblings = Page.objects.child_of(Page.objects.get(pk=topic_id)).filter(slug__in=wanted)
    taken = set(siblings.values_list("slug", flat=True))
    slugs: list[str] = []
    for slug, row in zip(wanted, rows, strict=True):
        if slug in taken:
            slug = _told_apart(slug, foreign_key(row.foreign_id, row.lang))
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _free(parent_id: int, slug: str, key: str) -> str:
    taken = Page.objects.child_of(Page.objects.get(pk=parent_id)).filter(slug=slug).exists()
    return _told_apart(slug, key) if taken else slug


def _told_apart(slug: str, key: str) -> str:
    return f"{slug}-{sha256(key.encode()).hexdigest()[:8]}"
