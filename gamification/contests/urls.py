"""Addresses under /contests/."""

from django.urls import path

from gamification.contests import manage, views

app_name = "contests"
urlpatterns = [
    path("", views.show_contests, name="list"),
    path("manage/", manage.show_all, name="manage"),
    path("manage/new/", manage.make, name="new"),
    path("manage/<slug:slug>/", manage.show, name="manage-contest"),
    path("manage/<slug:slug>/edit/", manage.change, name="edit"),
    path("manage/<slug:slug>/terms/", manage.terms, name="write-terms"),
    path("manage/<slug:slug>/next-state/", manage.next_state, name="next-state"),
    path("manage/<slug:slug>/times/", manage.times, name="times"),
    path("manage/<slug:slug>/cancel/", manage.call_off, name="cancel"),
    path("manage/<slug:slug>/entries/<int:entry_id>/strike/", manage.strike, name="strike"),
    path("<slug:slug>/", views.show_contest, name="contest"),
    path("<slug:slug>/terms/", views.show_terms, name="terms"),
    path("<slug:slug>/terms/<int:version>/", views.show_terms, name="terms-version"),
    path("<slug:slug>/accept/", views.accept, name="accept"),
    path("<slug:slug>/enter/", views.enter_contest, name="enter"),
    path("<slug:slug>/entries/<int:entry_id>/withdraw/", views.withdraw_entry, name="withdraw"),
    path("<slug:slug>/entries/<int:entry_id>/vote/", views.vote_for, name="vote"),
]
