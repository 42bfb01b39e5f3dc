"""What managers set by hand: costs, hours and rules; and a look at leads, contacts and webhook targets. Django keeps the history."""

from django.contrib import admin
from django.http import HttpRequest

from crm_sync.models import Contact, CostRate, Lead, ServiceHours, WaitingRule, WebhookTarget


@admin.register(CostRate)
class CostRateAdmin(admin.ModelAdmin):
    list_display = ["valid_from", "currency", "loaded_cost", "marginal_cost", "realised_share", "programme_cost", "note"]
    ordering = ["-valid_from"]


@admin.register(WaitingRule)
class WaitingRuleAdmin(admin.ModelAdmin):
    list_display = ["__str__", "hours", "opens_after", "opens_on_not_solved", "active"]


@admin.register(ServiceHours)
class ServiceHoursAdmin(admin.ModelAdmin):
    list_display = ["__str__", "time_zone", "country"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row."""
        return super().has_add_permission(request) and not ServiceHours.objects.exists()


@admin.register(WebhookTarget)
class WebhookTargetAdmin(admin.ModelAdmin):
    list_display = ["name", "url", "active"]
    exclude = ["made_by"]

    def has_delete_permission(self, request: HttpRequest, obj: WebhookTarget | None = None) -> bool:
        """Its messages are evidence: a target is switched off instead."""
        return False


class _ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Lead)
class LeadAdmin(_ReadOnly):
    list_display = ["name", "email", "source", "campaign", "consent", "opened_at"]


@admin.register(Contact)
class ContactAdmin(_ReadOnly):
    list_display = ["person", "shared", "changed_at"]
