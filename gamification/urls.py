"""Addresses under /leaderboard/."""

from django.urls import path

from gamification import views

app_name = "gamification"
urlpatterns = [path("", views.show_leaderboard, name="leaderboard")]
