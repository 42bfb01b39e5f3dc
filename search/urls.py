"""Addresses of the search room."""

from django.urls import include, path

from search import box, feeds, staff_views, views
from search.saved import keeping

app_name = "search"

urlpatterns = [
    path("", views.results, name="results"),
    path("known/<str:kind>/<int:id>/", staff_views.known_answers, name="known_answers"),
    path("manage/", include("search.managing.urls")),
    path("complete/", box.complete, name="complete"),
    path("opensearch/", box.opensearch, name="opensearch"),
    path("recent/", box.recent_searches, name="recent"),
    path("recent/forget/", box.forget, name="forget"),
    path("feed/", feeds.SearchFeed(), name="feed"),
    path("saved/", keeping.saved, name="saved"),
    path("saved/<int:search_id>/", keeping.change, name="change_saved"),
    path("similar/<str:kind>/<int:id>/", views.similar, name="similar"),
    path("suggestions/", views.suggestions, name="suggestions"),
]
