"""People in Django's admin, for superusers: facts can be corrected, people can't be deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import ApiToken, Consent, Expertise, GivenRole, User

KEPT_BY_ITSELF = ("imported", "date_joined", "last_login", "last_seen_on", "days_visited", "anonymised_at")


class ExpertiseInline(admin.TabularInline):
    model = Expertise
    extra = 0


class NeverDeleted(admin.ModelAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(User)
class UserAdmin(NeverDeleted):
    list_display = ["username", "display_name", "email", "trust_level", "is_active", "suspended_until", "date_joined"]
    list_filter = ["groups", "trust_level", "imported", "is_active"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["-pk"]
    fields = [
        *("username", "display_name", "email", "bio", "language", "timezone", "theme", "groups", "is_superuser", "is_active"),
        *("trust_level", "suspended_until", "silenced_until"),
        *KEPT_BY_ITSELF,
    ]
    readonly_fields = ["username", "email", *KEPT_BY_ITSELF]
    filter_horizontal = ["groups"]
    inlines = [ExpertiseInline]
    show_full_result_count = False


@admin.register(Consent)
class ConsentAdmin(NeverDeleted):
    list_display = ["person", "purpose", "version", "how", "given_at", "withdrawn_at"]
    list_filter = ["purpose", "how"]
    list_select_related = ["person"]
    raw_id_fields = ["person"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(GivenRole)
class GivenRoleAdmin(NeverDeleted):
    list_display = ["person", "role", "provider", "given_at", "withdrawn_at"]
    list_filter = ["role", "provider"]
    list_select_related = ["person"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ["name", "person", "start", "scopes", "created_at", "last_used"]
    list_select_related = ["person"]
    readonly_fields = ["person", "name", "start", "scopes", "created_at", "last_used"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
