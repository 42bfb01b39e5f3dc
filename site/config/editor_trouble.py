"""What people meet in Wagtail's page editor in place of an error of ours, when a slow browser or a second press is the cause.

- A form that was sent before the editor had drawn its text blocks lacks them; Wagtail reads them unasked and fails.
- Of two presses on "Submit" that arrive together the second one meets the review that the first has begun.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail.models import Page

EDITOR = ("wagtailadmin_pages:add", "wagtailadmin_pages:edit")


class EditorTrouble:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in EDITOR or request.method != "POST":
            return None
        if isinstance(exception, MultiValueDictKeyError) and str(exception.args[0]).endswith("-count"):
            return _told(request, messages.ERROR, _("The page had not finished loading, so nothing was saved. Please try again."))
        if isinstance(exception, ValidationError) and "action-submit" in request.POST and _in_review(match.kwargs):
            return _told(request, messages.INFO, _("This page has been submitted already."))
        return None


def _in_review(named: dict[str, Any]) -> bool:
    page = Page.objects.filter(pk=named.get("page_id")).first()
    return page is not None and page.workflow_in_progress


def _told(request: HttpRequest, level: int, text: str) -> HttpResponse:
    if request.accepts("application/json") and not request.accepts("text/html"):  # the editor saves by itself
        return JsonResponse({"success": False, "error_code": "invalid_form", "error_message": text}, status=400)
    messages.add_message(request, level, text)
    return HttpResponseRedirect(request.path)
