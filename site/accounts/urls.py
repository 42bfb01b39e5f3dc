"""Addresses under /settings/."""

from django.urls import path
from django.views.generic import RedirectView

from accounts import views

app_name = "settings"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="settings:profile"), name="index"),
    path("profile/", views.profile, name="profile"),
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/close/", views.close_account, name="close_account"),
    path("consent/", views.consent, name="consent"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", views.revoke, name="revoke_token"),
]
