"""Addresses of the insights room."""

from django.urls import path

from insights import views

app_name = "insights"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("evidence/<str:name>/", views.evidence, name="evidence"),
]
