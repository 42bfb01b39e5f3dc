"""Start a topic."""

from django.conf import settings
from django.utils.translation import gettext as _

from core import uploads
from core.events import record
from core.events.content import ContentHeld
from core.viewer import Viewer
from core.writing import render, rich_text
from forums.actions.follow import start_following
from forums.actions.mark_read import mark_topic_read
from forums.actions.publish import publish
from forums.models import TOPIC, Forum, Post, Topic
from forums.permissions import may_start, rights_of
from forums.writing import admit, author_of, sent_before, write_once


def start_topic(
    forum: Forum,
    by: Viewer,
    *,
    title: str,
    body: str,
    lang: str = "",
    journey: str = "",
    nonce: str = "",
    follow: bool = True,
) -> Topic:
    """A new topic with its first post, public or held for review. The same ``nonce`` gives the same topic.

    Raises:
        PermissionDenied: ``by`` may not start topics in this forum.
        Refused: admission refuses the text.
    """
    if earlier := sent_before(Topic, TOPIC, by, nonce):
        return earlier
    rights = rights_of(by)
    author_id = author_of(by, may_start(by, rights, forum), _("You can't start a topic here."))
    rendered = render(body, by)
    lang = forum.lang or (lang if lang in dict(settings.LANGUAGES) else by.language)
    verdict = admit(TOPIC, rendered, by, rights, forum.pk, lang=lang, title=title)

    def write() -> Topic:
        topic = Topic.objects.create(forum=forum, poster_id=author_id, subject=title, lang=lang)
        topic.first_post = Post.objects.create(topic=topic, poster_id=author_id, **rich_text(rendered))
        Topic.objects.filter(pk=topic.pk).update(first_post=topic.first_post, posts_count=1)
        topic.posts_count = 1
        uploads.tie(TOPIC, topic.pk, rendered.html, by=by)
        if follow:
            start_following(topic, author_id)
        if verdict.held:
            record(ContentHeld(TOPIC, topic.pk, author_id, verdict.reasons, journey))
        else:
            publish(topic, journey=journey)
            mark_topic_read(topic, by)  # what one wrote oneself is not new
        return topic

    return write_once(Topic, TOPIC, by, nonce, write)
