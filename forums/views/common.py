"""What the pages share: loading with the right refusal, who must sign in first, and errors of actions as errors of forms."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.viewer import Viewer
from forums import limits
from forums.models import NO_LONGER_THERE, TOPIC, Forum, Post, Topic
from forums.permissions import Rights, rights_of
from forums.topic_page import load_topic as loaded
from forums.topic_page import page_of_number
from forums.writing import Refused

UNPROCESSABLE = 422


class Gone(Exception):
    """It was taken down, or back: the page says so with 410."""


def viewer_of(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


def rights(request: HttpRequest) -> Rights:
    """The viewer's rights, read once a request."""
    kept = getattr(request, "forum_rights", None)
    if kept is None:
        kept = request.forum_rights = rights_of(viewer_of(request))  # type: ignore[attr-defined]
    return kept


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


def gone_page(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/410.html", status=410)


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def go_to(request: HttpRequest, to: Any) -> HttpResponse:
    """A redirect that htmx follows as a whole page, too."""
    address = resolve_url(to)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def sign_in_first(request: HttpRequest, then: str) -> HttpResponse | None:
    """Where a guest goes who wants to do something; None for people who are signed in."""
    if not viewer_of(request).is_guest:
        return None
    messages.info(request, _("Sign in to go on."))
    return go_to(request, f"{reverse('account_login')}?{urlencode({'next': then})}")


def add_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Admission's reasons, in the author's language, above the form."""
    told = [reason.message for reason in refusal.reasons if reason.message]
    for message in told or [_("This text can't be published here. What you wrote is kept below.")]:
        form.add_error(None, str(message))


def too_fast_text(error: limits.TooFast) -> str:
    minutes = max(error.retry_after // 60, 1)
    text = ngettext(
        "That was a lot in a short time. Try again in %(minutes)d minute: what you wrote is kept.",
        "That was a lot in a short time. Try again in %(minutes)d minutes: what you wrote is kept.",
        minutes,
    )
    return text % {"minutes": minutes}


def may_post_now(form: forms.BaseForm, viewer: Viewer, what: str) -> bool:
    """Whether the author may post and isn't too fast; otherwise the form says why."""
    if not viewer.may_post:
        form.add_error(None, _("You can't post yet: confirm your e-mail address first. What you wrote is kept."))
        return False
    try:
        limits.count(what, viewer)
    except limits.TooFast as error:
        form.add_error(None, too_fast_text(error))
        return False
    return True


def say_if_held(request: HttpRequest, written: Any, published: str) -> None:
    """Tell the author how it went."""
    if written.is_public:
        messages.success(request, published)
    else:
        messages.warning(request, _("It waits for a moderator, who will look at it soon. Until then only you see it."))


def back_to(written: Topic | Post) -> HttpResponse:
    return redirect(address_of(written))
