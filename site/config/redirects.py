"""Old addresses of pages lead to the new ones, for those who may read what stands there."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from config.translations import may_read, page_at


class OldAddresses(RedirectMiddleware):
    """Wagtail's, but silent about pages that the reader may not know of: a new address can hold a title."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        leads = super().process_response(request, response)
        if leads is response:
            return response
        path = urlsplit(leads["Location"]).path
        code = get_language_from_path(path)
        page = page_at(path, code) if code else None
        return leads if page is None or may_read(page, request.viewer) else response
