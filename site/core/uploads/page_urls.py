"""Addresses of the pictures and documents of pages."""

from django.urls import path, re_path

from core.uploads import pages

urlpatterns = [
    path("media/<path:path>", pages.show_media, name="media"),
    re_path(r"^documents/(\d+)/(.*)$", pages.show_document, name="wagtaildocs_serve"),
]
