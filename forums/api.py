"""The room's resources."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
