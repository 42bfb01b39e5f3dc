"""Addresses of this room, under /moderation/."""

from django.urls import path

from moderation import flag_views, views

app_name = "moderation"

urlpatterns = [
    path("", views.desk, name="desk"),
    path("rows/", views.rows, name="rows"),
    path("items/<int:item_id>/", views.item, name="item"),
    path("items/<int:item_id>/claim/", views.take, name="claim"),
    path("items/<int:item_id>/release/", views.let_go, name="release"),
    path("items/<int:item_id>/decide/", views.judge, name="decide"),
    path("items/<int:item_id>/undo/", views.take_back, name="undo"),
    path("flag/<str:kind>/<int:object_id>/", flag_views.flag, name="flag"),
    path("flag/<str:kind>/<int:object_id>/withdraw/", flag_views.withdraw, name="withdraw"),
]
