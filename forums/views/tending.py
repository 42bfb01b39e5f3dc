"""Vote, follow, lock, keep on top, move: what people do with a topic beside writing in it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from core import asked_before
from core.posting import UNPROCESSABLE, Gone, go_to, gone_page, is_htmx, sign_in_first, too_fast_text, viewer_of
from core.throttle import TooFast
from forums import limits, permissions
from forums.actions.follow import follow, unfollow
from forums.actions.lock import lock, unlock
from forums.actions.move import move
from forums.actions.pin import HOW, pin
from forums.actions.retract import retract
from forums.actions.vote import vote
from forums.forms import LockForm, MoveForm
from forums.models import TOPIC
from forums.topic_page import post_on_page
from forums.views.common import address_of, load_topic, load_written, rights


@require_POST
def vote_on(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    try:
        on = load_written(request, kind, object_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, address_of(on)):
        return refused
    value = request.POST.get("value", "")
    if value not in ("0", "1"):
        return HttpResponseBadRequest()
    viewer = viewer_of(request)
    try:
        limits.count("vote", viewer)
    except TooFast as error:
        raise PermissionDenied(too_fast_text(error)) from error
    vote(on, viewer, int(value))
    if is_htmx(request):
        return render(request, "forums/_vote.html", {"on_page": post_on_page(on, viewer, rights(request))})
    return go_to(request, address_of(on))


@require_POST
def say_same(request: HttpRequest, topic_id: int) -> HttpResponse:
    """``of``: the topic that says the same, so that its author takes this one back; empty: none does, and they aren't asked again."""
    try:
        topic = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, topic.get_absolute_url()):
        return refused
    if request.POST.get("of"):
        retract(TOPIC, topic.pk, viewer_of(request))
        messages.success(request, _("Yours is taken back. You can undo that."))
    else:
        asked_before.decline(request, f"{TOPIC}:{topic.pk}")
    return redirect(topic)


@require_POST
def follow_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """``following=0`` stops it."""
    try:
        topic = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, topic.get_absolute_url()):
        return refused
    following = request.POST.get("following") != "0"
    (follow if following else unfollow)(topic, viewer_of(request))
    if is_htmx(request):
        return render(request, "forums/_follow.html", {"topic": topic, "following": following})
    return redirect(topic)


def lock_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        topic = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, request.path):
        return refused
    if not permissions.may_lock(rights(request), topic):
        raise PermissionDenied
    form = LockForm(request.POST if request.method == "POST" else None, initial={"reason": topic.locked_reason})
    if request.method == "POST" and form.is_valid():
        lock(topic, viewer_of(request), form.cleaned_data["reason"])
        messages.success(request, _("The topic is locked."))
        return redirect(topic)
    context = {"form": form, "topic": topic, "heading": _("Lock this topic"), "submit": pgettext("of a topic", "Lock")}
    return render(request, "forums/act.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def unlock_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        topic = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, topic.get_absolute_url()):
        return refused
    unlock(topic, viewer_of(request))
    messages.success(request, _("The topic is open again."))
    return redirect(topic)


@require_POST
def pin_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        topic = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, topic.get_absolute_url()):
        return refused
    how = request.POST.get("how", "")
    if how not in HOW:
        return HttpResponseBadRequest()
    pin(topic, viewer_of(request), how)
    said = {"topic": _("It is a topic like the others."), "sticky": _("It stays on top."), "announcement": _("It is an announcement now.")}
    messages.success(request, said[how])
    return redirect(topic)


def move_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        topic = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, request.path):
        return refused
    mine = rights(request)
    if not permissions.may_move(mine, topic):
        raise PermissionDenied
    form = MoveForm(request.POST if request.method == "POST" else None, targets=permissions.targets(mine, topic))
    if request.method == "POST" and form.is_valid():
        to = mine.forums.get(form.cleaned_data["to"])
        if to is None:
            raise Http404
        moved = move(topic, viewer_of(request), to)
        messages.success(request, _("The topic is moved. Its old address leads here."))
        return redirect(moved)
    context = {"form": form, "topic": topic, "heading": _("Move this topic"), "submit": _("Move")}
    return render(request, "forums/act.html", context, status=UNPROCESSABLE if form.errors else 200)
