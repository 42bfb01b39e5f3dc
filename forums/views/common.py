"""What the room's pages share: loading with the right refusal, and how fast one may post (`core.posting` has what all rooms share)."""

from functools import partial

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core import posting
from core.posting import Gone, viewer_of
from core.viewer import Viewer
from forums import limits
from forums.models import NO_LONGER_THERE, TOPIC, Forum, Post, Topic
from forums.permissions import Rights, rights_of
from forums.topic_page import load_topic as loaded
from forums.topic_page import page_of_number


def rights(request: HttpRequest) -> Rights:
    """The viewer's rights: read once a request, whoever asks for them."""
    return rights_of(viewer_of(request))


def load_forum(request: HttpRequest, forum_id: int) -> Forum:
    """The forum, if this viewer may read it; else 404, for its existence is a secret."""
    if forum_id not in rights(request).readable:
        raise Http404
    return rights(request).forums[forum_id]


def load_topic(request: HttpRequest, topic_id: int) -> Topic:
    """The topic, if this viewer may see it.

    Raises:
        Gone: it was taken down, or back by its author, in a forum that this viewer may read.
        Http404: there is none, or it is held, or its forum is not for this viewer.
    """
    try:
        return loaded(topic_id, viewer_of(request), rights(request))
    except Topic.DoesNotExist:
        gone = Topic.objects.filter(pk=topic_id, forum_id__in=rights(request).readable, visibility__in=NO_LONGER_THERE)
        raise (Gone() if gone.exists() else Http404()) from None


def load_written(request: HttpRequest, kind: str, object_id: int) -> Topic | Post:
    """A topic, or a reply with its topic; raises as `load_topic`. A topic's first post is no post of its own."""
    if kind == TOPIC:
        return load_topic(request, object_id)
    mine = rights(request)
    found = Post.objects.visible_to(viewer_of(request), mine).replies().select_related("topic").filter(pk=object_id).first()
    if found is None:
        gone = Post.objects.filter(pk=object_id, topic__forum_id__in=mine.readable, visibility__in=NO_LONGER_THERE)
        raise Gone() if gone.exists() else Http404()
    found.topic.forum = mine.forums[found.topic.forum_id]
    return found


def topic_of(written: Topic | Post) -> Topic:
    return written if isinstance(written, Topic) else written.topic


def place_of(post: Post) -> str:
    """The address of a post on its page of the topic."""
    number = page_of_number(post.number, post.topic)
    page = f"?page={number}" if number > 1 else ""
    return f"{post.topic.get_absolute_url()}{page}#{post.anchor}"


def address_of(written: Topic | Post) -> str:
    return written.get_absolute_url() if isinstance(written, Topic) else place_of(written)


def may_post_now(form: forms.BaseForm, viewer: Viewer, what: str) -> bool:
    """Whether the author may post and isn't too fast at ``what`` (`limits.RATES`); otherwise the form says why."""
    return posting.may_post_now(form, viewer, partial(limits.count, what, viewer))


def back_to(written: Topic | Post) -> HttpResponse:
    return redirect(address_of(written))
