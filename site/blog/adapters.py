"""What Wagtail says of posts becomes events, in one transaction with the edition that search compares."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_save, pre_delete
from wagtail.models import Page
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
    page_published.connect(there_again, dispatch_uid="blog.there_again")
    page_unpublished.connect(gone, dispatch_uid="blog.gone")
    pre_delete.connect(gone, dispatch_uid="blog.gone_for_good")
    post_save.connect(face_changed, sender=Brand, dispatch_uid="blog.face")
    for model in (HomePage, LandingPage, BlogIndexPage):
        for signal in (page_published, page_unpublished):
            signal.connect(arrangement_changed, sender=model, dispatch_uid=f"blog.arranged.{model.__name__}")


def told_of_publication(instance: BlogPostPage, revision: Any = None, **kwargs: Any) -> None:
    by_id = getattr(revision, "user_id", None)
    with transaction.atomic():
        first = raise_edition(instance.pk)
        record(PostPublished(instance.pk, by_id, first))
        if first:
            record(ContentPublished(POST, instance.pk, instance.author_id))
        else:
            record(ContentEdited(POST, instance.pk, by_id))


def told_of_withdrawal(instance: BlogPostPage, **kwargs: Any) -> None:
    with transaction.atomic():
        raise_edition(instance.pk)
        record(PostUnpublished(instance.pk, None))


def told_of_deletion(instance: BlogPostPage, **kwargs: Any) -> None:
    with transaction.atomic():
        record(PostUnpublished(instance.pk, None))


def told_of_a_move(instance: Page, **kwargs: Any) -> None:
    """Posts below what moved or got another name have other addresses now."""
    with transaction.atomic():
        for post_id in BlogPostPage.objects.descendant_of(instance, inclusive=True).live().values_list("pk", flat=True):
            raise_edition(post_id)
            record(ContentEdited(POST, post_id, None))


def raise_edition(post_id: int) -> bool:
    """Note one more change; True when it is the first."""
    if Edition.objects.filter(pk=post_id).update(number=F("number") + 1):
        return False
    return Edition.objects.get_or_create(pk=post_id)[1]


def there_again(instance: Page, **kwargs: Any) -> None:
    if address := instance.url:
        GoneAddress.objects.filter(path=address[:KEPT_ADDRESS]).delete()


def gone(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Where a live page stood, search engines hear that it is gone for good."""
    was_live = isinstance(instance, Page) and (instance.live or kwargs.get("signal") is page_unpublished)
    if was_live and (address := instance.url) and len(address) <= KEPT_ADDRESS:
        GoneAddress.objects.get_or_create(path=address)


def face_changed(**kwargs: Any) -> None:
    transaction.on_commit(brand.forget)
    transaction.on_commit(lambda: forget([EVERYTHING]), robust=True)


def arrangement_changed(instance: Page, **kwargs: Any) -> None:
    """A page of parts is no content with a kind of its own; guests see it anew all the same."""
    transaction.on_commit(lambda: forget(["blog"]), robust=True)
