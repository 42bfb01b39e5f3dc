"""Addresses under /badges/."""

from django.urls import path

from gamification.badges import views

app_name = "badges"
urlpatterns = [
    path("", views.show_badges, name="list"),
    path("awards/<int:award_id>/take-back/", views.take_back, name="take-back"),
    path("<slug:slug>/", views.show_badge, name="badge"),
    path("<slug:slug>/give/", views.give, name="give"),
    path("<slug:slug>/look-again/", views.look_again, name="look-again"),
]
