"""The API's addresses: each room adds its own, here they meet under `/api/v1/`."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from core.api import UnknownResource

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("", include("accounts.api")),
    path("", include("config.people_api")),
    path("", include("qa.api")),
    path("", include("forums.api")),
    path("", include("kb.api")),
    path("", include("blog.api")),
    path("", include("core.uploads.api")),
    path("", include("search.api")),
    path("", include("gamification.api")),
    path("", include("moderation.api")),
    path("", include("crm_sync.api")),
    path("", include("notifications.api")),
    re_path("", UnknownResource.as_view(), name="unknown"),
]
