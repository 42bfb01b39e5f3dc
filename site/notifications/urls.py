"""The room's addresses, under /notifications/. What a person wants is set at /settings/notifications/ (`config.urls`)."""

from django.urls import path

from notifications import views
from notifications.ending import EndMail

app_name = "notifications"
urlpatterns = [
    path("", views.show, name="list"),
    path("read/", views.read, name="read"),
    path("address/", views.check_address, name="check_address"),
    path("<int:notification_id>/", views.open_one, name="open"),
    path("unsubscribe/<str:token>/", EndMail.as_view(), name="unsubscribe"),
    path("address/<str:token>/", views.address_works, name="address_works"),
]
