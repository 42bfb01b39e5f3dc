"""Django's admin: words and settings to edit, items and the log to read."""

from django.contrib import admin
from django.http import HttpRequest

from moderation.models import AuditEntry, ModerationSettings, ReviewItem, WatchedWord


@admin.register(WatchedWord)
class WatchedWordAdmin(admin.ModelAdmin):
    list_display = ("text", "match", "language", "enabled", "note")
    list_filter = ("enabled", "match", "language")
    search_fields = ("text", "note")


@admin.register(ModerationSettings)
class ModerationSettingsAdmin(admin.ModelAdmin):
    """One row: it is made once, and changed from then on."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ModerationSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: ModerationSettings | None = None) -> bool:
        return False


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(ReviewItem)
class ReviewItemAdmin(ReadOnly):
    list_display = ("kind", "object_id", "state", "score", "opened_at", "decided_by")
    list_filter = ("state", "kind", "lang")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("sequence", "at", "action", "item", "by", "reason")
    list_filter = ("action",)
    ordering = ("-sequence",)
