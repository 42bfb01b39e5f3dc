"""Addresses of the forums, under ``/forums/``. A slug is never "-", so what is done with a forum stands behind one.

Only the topic's own page names its forum, and it must be the right one; what is done with a topic names the topic alone.
"""

from django.urls import path

import forums.converters  # noqa: F401 - registers <forum_row:…> and <written:…>
from forums import feeds
from forums.views import changing, lists, reading, tending, writing

app_name = "forums"

urlpatterns = [
    path("", lists.index, name="index"),
    path("read/", lists.mark_all_read, name="mark_all_read"),
    path("preview/", writing.preview, name="preview"),
    path("topics/<forum_row:topic_id>/", reading.redirect_to_topic, name="topic_by_id"),
    path("topics/<forum_row:topic_id>/reply/", writing.reply, name="reply"),
    path("topics/<forum_row:topic_id>/follow/", tending.follow_topic, name="follow"),
    path("topics/<forum_row:topic_id>/same/", tending.say_same, name="same"),
    path("topics/<forum_row:topic_id>/lock/", tending.lock_topic, name="lock"),
    path("topics/<forum_row:topic_id>/unlock/", tending.unlock_topic, name="unlock"),
    path("topics/<forum_row:topic_id>/pin/", tending.pin_topic, name="pin"),
    path("topics/<forum_row:topic_id>/move/", tending.move_topic, name="move"),
    path("posts/<forum_row:post_id>/", reading.redirect_to_post, name="post_by_id"),
    path("<written:kind>/<forum_row:object_id>/vote/", tending.vote_on, name="vote"),
    path("<written:kind>/<forum_row:object_id>/edit/", changing.edit, name="edit"),
    path("<written:kind>/<forum_row:object_id>/versions/", changing.versions_of, name="versions"),
    path("<written:kind>/<forum_row:object_id>/versions/<int:number>/restore/", changing.restore_version, name="restore_version"),
    path("<written:kind>/<forum_row:object_id>/retract/", changing.retract, name="retract"),
    path("<written:kind>/<forum_row:object_id>/unretract/", changing.unretract, name="unretract"),
    path("<written:kind>/<forum_row:object_id>/hide/", changing.hide, name="hide"),
    path("<written:kind>/<forum_row:object_id>/unhide/", changing.unhide, name="unhide"),
    path("<forum_row:forum_id>/", lists.redirect_to_forum, name="forum_by_id"),
    path("<forum_row:forum_id>/-/new/", writing.new_topic, name="new_topic"),
    path("<forum_row:forum_id>/-/read/", lists.mark_read, name="mark_read"),
    path("<forum_row:forum_id>/-/feed/", feeds.ForumTopics(), name="feed"),
    path("<forum_row:forum_id>/<str:slug>/", lists.forum, name="forum"),
    path("<forum_row:forum_id>/<str:forum_slug>/<forum_row:topic_id>/<str:slug>/", reading.topic, name="topic"),
]
