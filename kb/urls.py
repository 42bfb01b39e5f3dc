"""Addresses of the knowledge base that aren't pages, under ``/kb/``: the way to the reader's language, and what is done with articles."""

from django.urls import path

import kb.converters  # noqa: F401 - registers <article:…>
from kb.views import proposing, rating, reading, reviewing

app_name = "kb"

urlpatterns = [
    path("", reading.home, name="home"),
    path("feed/", reading.feed, name="feed"),
    path("articles/<article:article_id>/", reading.article_by_id, name="article_by_id"),
    path("articles/<article:article_id>/history/", reading.history, name="history"),
    path("articles/<article:article_id>/rating/", rating.rate, name="rate"),
    path("articles/<article:article_id>/edit/", proposing.propose_change, name="propose_edit"),
    path("articles/<article:article_id>/verify/", proposing.verify, name="verify"),
    path("imported/<str:source>/<str:lang>/<path:foreign_id>", reading.imported, name="imported"),
    path("articles/<article:article_id>/review/", reviewing.decide, name="decide"),
    path("due/", reviewing.due, name="due"),
    path("reviews/", reviewing.queue, name="reviews"),
    path("propose/", proposing.propose, name="propose"),
    path("from-question/<article:question_id>/", proposing.from_question, name="from_question"),
    path("proposals/", proposing.mine, name="proposals"),
]
