"""The fence to Wagtail: its signals are heard here alone and become events."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from core import reviews
from kb.actions.announce import announce_changed, announce_published, announce_unpublished
from kb.models import ARTICLE, ArticlePage, KnowledgeBasePage, Place, TopicPage
from kb.permissions import experts_on

PLACES = (KnowledgeBasePage, TopicPage)


def on_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, ArticlePage):
        announce_published(instance.pk)
    elif isinstance(instance, PLACES):
        _tell_of_audience(instance)


def on_unpublished(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, ArticlePage):
        announce_unpublished(instance.pk)


def on_deletion(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    announce_unpublished(instance.pk)


def on_new_address(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Moved, renamed, closed: whatever stands below has another address, or other readers."""
    below = ArticlePage.objects.live().filter(path__startswith=instance.path)
    announce_changed(below.order_by("path").values_list("pk", flat=True))


def on_restriction(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    """Closed by Wagtail's own means, or open again. Of a page that is being deleted there is nothing to say here."""
    for page in Page.objects.filter(pk=instance.page_id):
        on_new_address(Page, page)


def _tell_of_audience(place: Place) -> None:
    if place.audience != place.told_audience:
        on_new_address(type(place), place)
        type(place)._default_manager.filter(pk=place.pk).update(told_audience=place.audience)


def connect() -> None:
    reviews.provide_deciders(ARTICLE, experts_on)
    page_published.connect(on_published, dispatch_uid="kb.published")
    page_unpublished.connect(on_unpublished, dispatch_uid="kb.unpublished")
    page_slug_changed.connect(on_new_address, dispatch_uid="kb.renamed")
    post_page_move.connect(on_new_address, dispatch_uid="kb.moved")
    pre_delete.connect(on_deletion, sender=ArticlePage, dispatch_uid="kb.deleted")
    post_save.connect(on_restriction, sender=PageViewRestriction, dispatch_uid="kb.closed")
    post_delete.connect(on_restriction, sender=PageViewRestriction, dispatch_uid="kb.opened")
