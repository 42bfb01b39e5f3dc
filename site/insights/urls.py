"""Addresses of the insights room."""

app_name = "insights"
urlpatterns: list = []
