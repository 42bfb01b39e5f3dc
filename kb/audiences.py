"""Who may know of a page: its own audience and those of all places above it, the strictest of them.

This is worked out in each query from the tree as it is, so that no move, no change of a topic and no publishing by the clock can leave a
stale copy behind.
"""

from typing import Any

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from core.viewer import Viewer

_PATH = ExpressionWrapper(OuterRef("path"), output_field=CharField())


class Audience(models.TextChoices):
    """From the widest to the strictest. "Customers" are signed in with a confirmed address; "employees" are the company's own people."""

    PUBLIC = "public", _("Everybody")
    CUSTOMERS = "customers", _("Customers who are signed in")
    EMPLOYEES = "employees", _("The company's own people")


STRICTEST_LAST = tuple(Audience.values)


def strictest(audiences: "list[str] | tuple[str, ...]") -> str:
    return max(audiences, key=STRICTEST_LAST.index, default=Audience.PUBLIC)


def closed_to(viewer: Viewer) -> list[str]:
    """The audiences that ``viewer`` is not in."""
    return [audience for audience in Audience.values if audience not in viewer.audiences]


class PlaceQuerySet(PageQuerySet):
    """Pages of the knowledge base."""

    places: list[type[models.Model]] = []
    """The models whose pages have others below them; set where they are declared."""

    def open_to(self, viewer: Viewer) -> Any:
        """Those whose audience, and that of every place above, has ``viewer`` in it; drafts included."""
        closed = closed_to(viewer)
        if not closed:
            return self
        rows = self.exclude(audience__in=closed)
        for model in self.places:
            above = model._default_manager.filter(audience__in=closed).annotate(here=_PATH)
            rows = rows.exclude(Exists(above.filter(here__startswith=F("path"))))
        # What an editor closed with Wagtail's own means higher up in the tree is for staff.
        private = PageViewRestriction.objects.annotate(here=_PATH)
        return rows.exclude(Exists(private.filter(here__startswith=F("page__path"))))

    def visible_to(self, viewer: Viewer) -> Any:
        """What `permissions.may_see` allows, as a filter: published, and for this reader."""
        return self.live().open_to(viewer)
