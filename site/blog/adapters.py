"""What Wagtail says of posts becomes events, in one transaction with the edition that search compares."""

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from blog.events import PostPublished, PostUnpublished
from blog.models import POST, BlogIndexPage, BlogPostPage, Brand, Edition, GoneAddress, HomePage, LandingPage
from core import brand
from core.events import record
from core.events.content import ContentEdited, ContentPublished
from core.guest_pages import EVERYTHING, forget

KEPT_ADDRESS = 255


def connect() -> None:
    """Listen to Wagtail's signals; called once, when the app is ready."""
    page_published.connect(told_of_publication, sender=BlogPostPage, dispatch_uid="blog.published")
    page_unpublished.connect(told_of_withdrawal, sender=BlogPostPage, dispatch_uid="blog.unpublished")
    pre_delete.connect(told_of_deletion, sender=BlogPostPage, dispatch_uid="blog.deleted")
    post_page_move.connect(told_of_a_move, dispatch_uid="blog.moved")
    page_slug_changed.connect(told_of_a_move, dispatch_uid="blog.renamed")
    post_save.connect(told_of_a_restriction, sender=PageViewRestriction, dispatch_uid="blog.closed")
    post_delete.connect(told_of_a_restriction, sender=PageViewRestriction, dispatch_uid="blog.opened")
    page_published.connect(there_again, dispatch_uid="blog.there_again")
    page_unpublished.connect(gone, dispatch_uid="blog.gone")
    pre_delete.connect(gone, dispatch_uid="blog.gone_for_good")
    post_save.connect(face_changed, sender=Brand, dispatch_uid="blog.face")
    for model in (HomePage, LandingPage, BlogIndexPage):
        for signal in (page_published, page_unpublished):
            signal.connect(arrangement_changed, sender=model, dispatch_uid=f"blog.arranged.{model.__name__}")


def told_of_publication(instance: BlogPostPage, revision: Any = None, **kwargs: Any) -> None:
    _tell_published(instance.pk, getattr(revision, "user_id", None))


def told_of_withdrawal(instance: BlogPostPage, **kwargs: Any) -> None:
    _tell_withdrawn(instance.pk)


def told_of_deletion(instance: BlogPostPage, **kwargs: Any) -> None:
    with transaction.atomic():
        record(PostUnpublished(instance.pk, None))


def told_of_a_move(instance: Page, **kwargs: Any) -> None:
    """Posts below what moved or got another name have other addresses now."""
    with transaction.atomic():
        for post_id in BlogPostPage.objects.descendant_of(instance, inclusive=True).live().values_list("pk", flat=True):
            _raise_edition(post_id)
            record(ContentEdited(POST, post_id, None))


def told_of_a_restriction(**kwargs: Any) -> None:
    """An editor closed some pages by Wagtail's own means, or opened them."""
    tell_of_posts()


def tell_of_posts() -> None:
    """Tell what Wagtail's signals did not: posts that everybody may read, or no longer, without the house knowing."""
    live = BlogPostPage.objects.live().public()
    told = live.filter(Q(edition__told=F("live_revision_id")) | Q(edition__told__isnull=False, live_revision=None))
    for post_id in list(live.exclude(pk__in=told.values("pk")).values_list("pk", flat=True)):
        _tell_published(post_id, None)
    for post_id in list(BlogPostPage.objects.exclude(pk__in=live).filter(edition__told__isnull=False).values_list("pk", flat=True)):
        _tell_withdrawn(post_id)


@transaction.atomic
def _tell_published(post_id: int, by_id: int | None) -> None:
    version, author_id = BlogPostPage.objects.values_list("live_revision_id", "author_id").get(pk=post_id)
    first = _raise_edition(post_id, told=version or 0)
    record(PostPublished(post_id, by_id, first))
    record(ContentPublished(POST, post_id, author_id) if first else ContentEdited(POST, post_id, by_id))


@transaction.atomic
def _tell_withdrawn(post_id: int) -> None:
    _raise_edition(post_id, told=None)
    record(PostUnpublished(post_id, None))


def _raise_edition(post_id: int, **told: int | None) -> bool:
    """Note one more change; True when it is the first."""
    _edition, first = Edition.objects.get_or_create(pk=post_id)
    Edition.objects.filter(pk=post_id).update(number=F("number") + 1, **told)
    return first


def there_again(instance: Page, **kwargs: Any) -> None:
    if address := instance.url:
        GoneAddress.objects.filter(path=address[:KEPT_ADDRESS]).delete()


def gone(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Where a live page stood, search engines hear that it is gone for good."""
    was_live = isinstance(instance, Page) and (instance.live or kwargs.get("signal") is page_unpublished)
    if was_live and (address := instance.url) and len(address) <= KEPT_ADDRESS and _was_for_everybody(instance):
        GoneAddress.objects.get_or_create(path=address)


def _was_for_everybody(page: Page) -> bool:
    """Of what only some could read, nobody else hears that it was there. Rooms that know audiences keep them in ``audience``."""
    way = [*page.get_ancestors().specific(), page.specific]
    return all(getattr(each, "audience", "public") == "public" for each in way) and not page.get_view_restrictions().exists()


def face_changed(**kwargs: Any) -> None:
    transaction.on_commit(brand.forget)
    transaction.on_commit(lambda: forget([EVERYTHING]), robust=True)


def arrangement_changed(instance: Page, **kwargs: Any) -> None:
    """A page of parts is no content with a kind of its own; guests see it anew all the same."""
    transaction.on_commit(lambda: forget(["blog"]), robust=True)
