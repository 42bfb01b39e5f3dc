"""Reply in a topic."""

from django.utils.translation import gettext as _

from core import uploads
from core.events import record
from core.events.content import ContentHeld
from core.viewer import Viewer
from core.writing import render, rich_text
from forums.actions.mark_read import mark_topic_read
from forums.actions.publish import locked_topic, publish
from forums.models import POST, Post, Topic
from forums.permissions import may_reply, rights_of
from forums.writing import admit, author_of, sent_before, write_once


def reply(topic: Topic, by: Viewer, body: str, nonce: str = "") -> Post:
    """A new post, public or held for review. The same ``nonce`` gives the same post.

    Raises:
        PermissionDenied: ``by`` may not reply here; or the topic was locked or hidden meanwhile.
        Refused: admission refuses the text.
    """
    if earlier := sent_before(Post, POST, by, nonce):
        return earlier
    rights, refusal = rights_of(by), _("You can't reply in this topic.")
    author_id = author_of(by, may_reply(by, rights, topic), refusal)
    rendered = render(body, by)
    verdict = admit(POST, rendered, by, rights, topic.forum_id, lang=topic.lang)

    def write() -> Post:
        current = locked_topic(topic.pk)
        author_of(by, may_reply(by, rights, current), refusal)
        post = Post.objects.create(topic=current, poster_id=author_id, **rich_text(rendered))
        uploads.tie(POST, post.pk, rendered.html, by=by)
        if verdict.held:
            record(ContentHeld(POST, post.pk, author_id, verdict.reasons))
        else:
            publish(post)
            mark_topic_read(current, by)  # what one wrote oneself is not new
        return post

    return write_once(Post, POST, by, nonce, write)
