"""The CRM room's part of the API."""

urlpatterns: list = []
