"""Small pages that belong to no room: robots.txt and the progress of a job."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control

from core import jobs
from core.models import Job

ROBOTS = """User-agent: *
Disallow: /accounts/
Disallow: /settings/
Disallow: /moderation/
Disallow: /insights/
Disallow: /support/
Disallow: /notifications/
Disallow: /admin/
Disallow: /django-admin/
Disallow: /search/
Disallow: /api/
"""


@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{ROBOTS}\nSitemap: {settings.BASE_URL}/sitemap.xml\n", content_type="text/plain")


@cache_control(max_age=86_400, public=True)
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers offer the site's own search."""
    return render(request, "seo/opensearch.xml", content_type="application/opensearchdescription+xml")


def feeds(request: HttpRequest) -> HttpResponse:
    """Every feed that there is for everybody, in one place."""
    return render(request, "seo/feeds.html", {"languages": settings.LANGUAGES})


def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a job is, for the person who asked for it and for managers; htmx swaps the bar alone until it ends."""
    asked = get_object_or_404(Job, pk=job_id)
    viewer = request.viewer
    if not viewer.is_manager and (viewer.is_guest or asked.asked_by_id != viewer.user_id):
        raise Http404
    template = "jobs/progress.html" if request.headers.get("HX-Request") else "jobs/page.html"
    return render(request, template, {"job": asked, "label": jobs.kinds[asked.kind].label if asked.kind in jobs.kinds else asked.kind})
