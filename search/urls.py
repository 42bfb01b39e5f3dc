"""Addresses of the search room."""

from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("", views.results, name="results"),
    path("similar/<str:kind>/<int:id>/", views.similar, name="similar"),
    path("suggestions/", views.suggestions, name="suggestions"),
]
