"""The sync page: what is late on its way to other systems, why, and the button that tries again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.events import relay
from crm_sync import webhooks
from crm_sync.models import WebhookMessage
from crm_sync.permissions import may_replay
from crm_sync.selectors import dead_deliveries, sync_page
from crm_sync.views.common import for_staff


@require_safe
@for_staff
def sync(request: HttpRequest) -> HttpResponse:
    return render(request, "support/sync.html", {"page": sync_page(), "may_replay": may_replay(request.viewer)})


@require_POST
@for_staff
def replay(request: HttpRequest) -> HttpResponse:
    """Send ``message`` once more; else try dead deliveries again: that of ``delivery``, or all of this room."""
    if not may_replay(request.viewer):
        raise PermissionDenied
    if (one := request.POST.get("message", "")).isdecimal():
        webhooks.replay(get_object_or_404(WebhookMessage, pk=int(one[:18]), target__active=True))
        messages.success(request, _("The message is sent again."))
        return redirect("crm_sync:sync")
    dead = dead_deliveries()
    if (one := request.POST.get("delivery", "")).isdecimal():
        dead = dead.filter(pk=int(one[:18]))
    count = relay.replay(list(dead.values_list("pk", flat=True)))
    if count:
        messages.success(request, ngettext("%d delivery is tried again.", "%d deliveries are tried again.", count) % count)
    else:
        messages.info(request, _("There was nothing to try again."))
    return redirect("crm_sync:sync")
