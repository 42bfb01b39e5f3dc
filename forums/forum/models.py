"""Forums and categories: machina's, with a language, and nothing that a deletion could take along."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from machina.apps.forum.abstract_models import AbstractForum, TreeForeignKey

from forums.slugs import slug_for


class Forum(AbstractForum):
    """``lang`` is the language that its topics are in; empty for one where each says its own. Counters are of public topics and posts.

    The image is gone: a picture would come past `core.uploads`.
    """

    image = None
    parent = TreeForeignKey("self", null=True, blank=True, related_name="children", on_delete=models.PROTECT, verbose_name=_("Parent"))
    lang = models.CharField(
        max_length=10,
        blank=True,
        choices=settings.LANGUAGES,
        verbose_name=_("Language"),
        help_text=_("Empty: each topic says its own."),
    )

    def get_absolute_url(self) -> str:
        return reverse("forums:forum", args=[self.pk, self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As machina's, but with ASCII in the address and no counters: those are the actions' own."""
        self.slug = slug_for(str(self.name))
        self._simple_save(*args, **kwargs)

    def update_trackers(self) -> None:
        """Machina recounts on every change of a topic; `forums.actions.publish` keeps the counters instead."""


import machina.apps.forum.models  # noqa: E402, F401 - what else it keeps; a star would put None over our own
