"""The API's addresses: each room adds its own, here they meet under `/api/v1/`."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from core.api import UnknownResource

app_name = "api"


def _route(name):  # TEMPORARY while rooms land
    import importlib

    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            return []
        raise
    return [path("", include(name))]


urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    *_route("accounts.api"),
    *_route("config.people_api"),
    *_route("qa.api"),
    *_route("search.api"),
    *_route("gamification.api"),
    *_route("moderation.api"),
    *_route("crm_sync.api"),
    re_path("", UnknownResource.as_view(), name="unknown"),
]
