"""The pages of the knowledge base, and what people did with its articles."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.url_routing import RouteResult

from accounts.models import User
from accounts.roles import ROLES
from core import interactions
from core.guest_pages import kept_for_guests
from core.text import RENDERER
from kb import blocks
from kb.audiences import Audience, PlaceQuerySet

ARTICLE = "kb.article"
SUMMARY_MAX = 300
COMMENT_MAX = 600
ICONS = (
    "book-open",
    "file-text",
    "life-buoy",
    "package",
    "settings",
    "washing-machine",
    "refrigerator",
    "microwave",
    "flame",
    "wind",
    "droplets",
)


def staff() -> Q:
    return Q(pk__in=User.objects.filter(groups__name__in=ROLES).values("pk"))


class Place(Page):
    """What every page of the knowledge base has. ``audience`` can only narrow what the places above allow (`kb.audiences`).

    The fields named in `KEPT` belong to the page as a whole, not to a version: publishing an older version doesn't turn them back.
    ``told_audience`` is the audience that the house was last told of.
    """

    audience = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=Audience,
        default=Audience.PUBLIC,
        db_index=True,
        help_text=_("The strictest choice on the way from the top to a page counts."),
    )

    told_audience = models.CharField(max_length=10, default=Audience.PUBLIC, editable=False)

    KEPT: tuple[str, ...] = ("told_audience",)
    # One means of closing pages, enforced at every door; Wagtail's own knows of pages alone.
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Any:
        version = super().with_content_json(content)
        for name in self.KEPT:
            setattr(version, name, getattr(self, name))
        return version

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components and not self.live and self.first_published_at:
            return RouteResult(self, kwargs={"gone": True})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, gone: bool = False, **kwargs: Any) -> HttpResponse:
        """The page, for those who may know of it; others are told that there is none. What was taken offline says so."""
        if not type(self)._default_manager.open_to(request.viewer).filter(pk=self.pk).exists():  # type: ignore[attr-defined]
            raise Http404
        if gone:
            return render(request, "errors/410.html", status=410)
        return kept_for_guests(self.subject, on_hit=self.note_view)(self._served)(request, *args, **kwargs)

    def _served(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.note_view(request)
        return super().serve(request, *args, **kwargs).render()

    @property
    def subject(self) -> str:
        """What a kept copy of this page is about (`core.guest_pages`)."""
        return "kb"

    def note_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Somebody reads it; lists and topics aren't counted."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from kb import pages  # a page's data needs the models

        return super().get_context(request, *args, **kwargs) | pages.context_of(self, request)


class KnowledgeBasePage(Place):
    """The knowledge base of one language: topics and their articles stand below it."""

    introduction = models.CharField(_("introduction"), max_length=SUMMARY_MAX, blank=True)

    objects = PageManager.from_queryset(PlaceQuerySet)()

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("audience")]
    template = "kb/home.html"
    max_count_per_parent = 1
    subpage_types = ["kb.TopicPage", "kb.ArticlePage"]

    class Meta:
        verbose_name = _("knowledge base")


class TopicPage(Place):
    """A subject: articles, and narrower topics."""

    introduction = models.CharField(_("introduction"), max_length=SUMMARY_MAX, blank=True)
    icon = models.CharField(_("picture"), max_length=20, choices=[(name, name) for name in ICONS], default=ICONS[0])

    objects = PageManager.from_queryset(PlaceQuerySet)()

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("icon"), FieldPanel("audience")]
    template = "kb/topic.html"
    parent_page_types = ["kb.KnowledgeBasePage", "kb.TopicPage"]
    subpage_types = ["kb.TopicPage", "kb.ArticlePage"]

    class Meta:
        verbose_name = _("topic")


PlaceQuerySet.places = [KnowledgeBasePage, TopicPage]


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey("kb.ArticlePage", on_delete=models.CASCADE, related_name="tagged")


class ArticlePage(Place):
    """One article.

    ``body_html`` and ``body_text`` are made of ``body`` whenever a version is saved. ``version`` counts published versions and is
    what readers see; ``revision`` also grows with changes of place, audience and visibility; ``announced`` is the Wagtail revision whose
    publication the house was told of. ``source_kind`` and ``source_id`` name what the article was made of. From the day ``behind_from`` on
    readers of this translation are told that its original has changed; on ``reminded_on`` its keeper was last asked to look at it.
    """

    class Genre(models.TextChoices):
        HOW_TO = "how_to", _("How to do something")
        FIX = "fix", _("How to solve a problem")
        REFERENCE = "reference", _("Facts to look up")
        POLICY = "policy", _("Terms and policies")

    class Significance(models.TextChoices):
        MINOR = "minor", pgettext_lazy("change", "Minor: nothing a reader would miss")
        MEDIUM = "medium", pgettext_lazy("change", "Medium: some steps or facts changed")
        MAJOR = "major", pgettext_lazy("change", "Major: the old version is wrong now")

    MONTHS_VALID = {Genre.HOW_TO: 12, Genre.FIX: 6, Genre.REFERENCE: 12, Genre.POLICY: 6}
    KEPT = (
        "told_audience",
        "version",
        "revision",
        "announced",
        "verified_at",
        "verify_by",
        "obsolete_at",
        "behind_from",
        "reminded_on",
        "hidden_at",
        "source_kind",
        "source_id",
    )

    summary = models.CharField(_("summary"), max_length=SUMMARY_MAX, blank=True, help_text=_("One or two sentences: for lists and search."))
    body = StreamField(blocks.Body(), verbose_name=_("body"), blank=True, use_json_field=True)
    body_html = models.TextField(editable=False, blank=True)
    body_text = models.TextField(editable=False, blank=True)
    renderer = models.CharField(max_length=20, editable=False, default=RENDERER)
    genre = models.CharField(_("kind of article"), max_length=10, choices=Genre, default=Genre.HOW_TO)
    tags = ClusterTaggableManager(verbose_name=_("tags"), through=ArticleTag, blank=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("who keeps it up to date"),
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=staff,
    )
    significance = models.CharField(_("how much changes"), max_length=6, choices=Significance, default=Significance.MINOR)
    change_note = models.CharField(_("what changes"), max_length=200, blank=True, help_text=_("Readers see it beside the version."))

    version = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    announced = models.BigIntegerField(null=True, editable=False)
    verified_at = models.DateTimeField(null=True, editable=False)
    verify_by = models.DateField(null=True, editable=False, db_index=True)
    obsolete_at = models.DateTimeField(null=True, editable=False)
    behind_from = models.DateField(null=True, editable=False, db_index=True)
    reminded_on = models.DateField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    source_kind = models.CharField(max_length=20, blank=True, editable=False)
    source_id = models.BigIntegerField(null=True, editable=False)

    objects = PageManager.from_queryset(PlaceQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("tags"),
        MultiFieldPanel([FieldPanel("significance"), FieldPanel("change_note")], heading=_("This change")),
        MultiFieldPanel([FieldPanel("genre"), FieldPanel("keeper"), FieldPanel("audience")], heading=_("Readers and upkeep")),
    ]
    template = "kb/article.html"
    parent_page_types = ["kb.KnowledgeBasePage", "kb.TopicPage"]
    subpage_types: list[str] = []
    reviewed_as = ARTICLE
    proposals_at = "kb:proposals"
    reviews_at = "kb:reviews"
    exclude_fields_in_copy = [*KEPT]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [models.Index(fields=["source_kind", "source_id"], name="kb_article_source")]

    @property
    def subject(self) -> str:
        return f"{ARTICLE}:{self.pk}"

    def note_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if request.method == "GET":  # a HEAD asks whether the page is there
            journey = request.GET.get("journey", "")[:40]
            interactions.record("view", viewer=request.viewer, ref=(ARTICLE, self.pk), journey=journey, surface="article")  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        self.render_body()

    def render_body(self) -> None:
        self.body_html, self.body_text = blocks.render(self.body)
        self.renderer = RENDERER

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """As it would be published; Wagtail has asked whether this person may edit it."""
        self.render_body()
        return super().serve_preview(request, mode_name)

    @property
    def is_stale(self) -> bool:
        """Nobody has looked at it for as long as its kind of text may be trusted."""
        return self.verify_by is not None and self.verify_by < timezone.localdate()

    @property
    def is_behind(self) -> bool:
        """A translation whose original has changed since."""
        return self.behind_from is not None and self.behind_from <= timezone.localdate()


class Rating(models.Model):
    """Whether one version helped one visitor. ``visitor`` is a person (``person:7``) or a random word that their page carried."""

    class Reason(models.TextChoices):
        OTHER_PRODUCT = "other_product", _("It isn't about my product")
        UNCLEAR = "unclear", _("A step isn't clear")
        STILL_BROKEN = "still_broken", _("I did it and nothing changed")
        OUTDATED = "outdated", _("It is out of date")

    article = models.ForeignKey(ArticlePage, models.CASCADE, related_name="ratings")
    version = models.PositiveIntegerField()
    visitor = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="article_ratings")
    helpful = models.BooleanField()
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    comment = models.CharField(max_length=COMMENT_MAX, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "version", "visitor"], name="kb_one_rating_per_version")]

    def __str__(self) -> str:
        return f"{'helpful' if self.helpful else 'not helpful'}: {self.article_id} version {self.version}"


class Contribution(models.Model):
    """What a person gave to an article. ``version`` is the published one it went into; None while it waits for review."""

    class Role(models.TextChoices):
        AUTHOR = "author", pgettext_lazy("of an article", "Author")
        ANSWERER = "answerer", pgettext_lazy("of an article", "Author, from an answer")
        EDITOR = "editor", pgettext_lazy("of an article", "Editing")
        REVIEWER = "reviewer", pgettext_lazy("of an article", "Review")
        TRANSLATOR = "translator", pgettext_lazy("of an article", "Translation")

    article = models.ForeignKey(ArticlePage, models.CASCADE, related_name="contributions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="article_contributions")
    role = models.CharField(max_length=10, choices=Role)
    version = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    credited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "person", "role", "version"], name="kb_credited_once_per_version"),
            models.UniqueConstraint(fields=["article", "person", "role"], condition=Q(credited_at=None), name="kb_one_contribution_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.article_id}"
