"""Django's admin: badges and their words to edit, awards to give and take back, contests and the ledger to read."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.viewer import viewer_of
from core.jobs import start
from gamification.actions.award import award_by_hand, revoke
from gamification.badges.jobs import KIND
from gamification.badges.series import SERIES
from gamification.models import Award, Badge, BadgeText, Contest, PointsEntry


class BadgeTextInline(admin.TabularInline):
    model = BadgeText
    extra = 0


class BadgeForm(ModelForm):
    class Meta:
        model = Badge
        fields = (
            "slug",
            "level",
            "rule",
            "series",
            "threshold",
            "window_days",
            "repeatable",
            "formula",
            "withdraws",
            "active_from",
            "enabled",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = ", ".join(f"{key} ({one.label})" for key, one in SERIES.items())
        self.fields["series"].help_text = ", ".join(key for key, one in SERIES.items() if one.countable)
        self.fields["formula"].help_text = figures


@admin.register(Badge)
class BadgeAdmin(admin.ModelAdmin):
    """A rule that changed is applied to everybody by a job; badges are put out of use, not deleted, so that awards keep their meaning."""

    form = BadgeForm
    inlines = [BadgeTextInline]
    list_display = ("slug", "level", "rule", "series", "formula", "threshold", "repeatable", "withdraws", "enabled")
    list_filter = ("level", "rule", "enabled")
    search_fields = ("slug", "texts__name")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.enabled and form.instance.rule != Badge.Rule.HAND:
            start(KIND, viewer_of(request.user), slug=form.instance.slug)

    def has_delete_permission(self, request: HttpRequest, obj: Badge | None = None) -> bool:
        return False


class AwardForm(ModelForm):
    class Meta:
        model = Award
        fields = ("badge", "person", "reason", "revoked_reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.instance.pk is None and {"badge", "person"} <= given.keys():
            held = Award.objects.standing().filter(badge=given["badge"], person=given["person"])
            if not given["badge"].repeatable and held.exists():
                self.add_error("person", _("This person holds the badge already."))
            if not given.get("reason"):
                self.add_error("reason", _("Say why."))
        return given


@admin.register(Award)
class AwardAdmin(admin.ModelAdmin):
    """Awards are given here by hand, and taken back by writing why; nothing else of them changes."""

    form = AwardForm
    list_display = ("badge", "person", "key", "at", "by", "revoked_at")
    list_filter = ("badge__level", "badge")
    search_fields = ("person__username",)
    autocomplete_fields = ("person",)
    ordering = ("-at",)

    def get_fields(self, request: HttpRequest, obj: Award | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("badge", "person", "reason")
        return ("badge", "person", "key", "at", "by", "reason", "revoked_at", "revoked_by", "revoked_reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Award | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return tuple(name for name in self.get_fields(request, obj) if name != "revoked_reason" or not obj.standing)

    def save_model(self, request: HttpRequest, obj: Award, form: Any, change: bool) -> None:
        viewer = viewer_of(request.user)
        if not change:
            obj.pk = award_by_hand(obj.badge, obj.person, viewer, obj.reason).pk
        elif obj.revoked_reason:
            revoke(obj, viewer, obj.revoked_reason)

    def has_delete_permission(self, request: HttpRequest, obj: Award | None = None) -> bool:
        return False


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Contest)
class ContestAdmin(ReadOnly):
    """Contests are run on their own pages (`/contests/manage/`)."""

    list_display = ("slug", "state", "method", "opens_at", "closes_at")
    list_filter = ("state",)


@admin.register(PointsEntry)
class PointsEntryAdmin(ReadOnly):
    list_display = ("person", "rule", "points", "cause_kind", "cause_id", "at")
    list_filter = ("rule",)
    search_fields = ("person__username",)
