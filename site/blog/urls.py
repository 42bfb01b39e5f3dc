"""The room's addresses without a language: the way to the reader's own blog, feeds, and what readers do. Pages themselves are Wagtail's."""

from django.urls import path

import blog.converters  # noqa: F401 - registers <blog_row:…>
from blog import feeds, views

app_name = "blog"

urlpatterns = [
    path("", views.front, name="front"),
    path("feed/<slug:lang>/", feeds.Posts(), name="feed"),
    path("feed/<slug:lang>/rss/", feeds.PostsAsRss(), name="rss"),
    path("feed/<slug:lang>/tag/<slug:tag>/", feeds.Posts(), name="tag_feed"),
    path("posts/<blog_row:page_id>/", views.post, name="post_by_id"),
    path("posts/<blog_row:page_id>/comment/", views.comment, name="comment"),
    path("comments/<blog_row:comment_id>/retract/", views.retract, name="retract_comment"),
    path("comments/<blog_row:comment_id>/unretract/", views.unretract, name="unretract_comment"),
]
