"""Addresses of the CRM room."""

app_name = "crm_sync"
urlpatterns: list = []
