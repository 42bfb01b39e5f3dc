"""Addresses of the insights room."""

from django.urls import path

from insights import reports, views

app_name = "insights"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("search/", reports.report, {"name": "search"}, name="search"),
    path("evidence/<str:name>/", views.evidence, name="evidence"),
]
