"""Addresses under /uploads/."""

from django.urls import path, re_path

from core.uploads import views

app_name = "uploads"
urlpatterns = [
    path("", views.send, name="send"),
    path("new/", views.send_page, name="new"),
    re_path(r"^(?P<name>[0-9a-f]{24}[-0-9a-z.]{2,36})$", views.show_file, name="file"),
]
