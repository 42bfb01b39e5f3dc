"""Addresses under /settings/."""

from django.urls import path
from django.views.generic import RedirectView

from accounts import picture, views

app_name = "settings"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="settings:profile"), name="index"),
    path("profile/", views.profile, name="profile"),
    path("profile/picture/", picture.picture, name="picture"),
    path("profile/picture/remove/", picture.remove_picture, name="remove_picture"),
    path("privacy/", views.privacy, name="privacy"),
    path("consent/", views.consent, name="consent"),
    path("security/", RedirectView.as_view(pattern_name="mfa_index"), name="security"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:session_id>/end/", views.end_session, name="end_session"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", views.revoke, name="revoke_token"),
]
