"""Edit a text, see its versions and go back to one; take it back; hide it and bring it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.diff import editable
from core.posting import UNPROCESSABLE, Gone, add_refusal, go_to, gone_page, say_if_held, sign_in_first, too_fast_text, viewer_of
from core.throttle import TooFast
from core.viewer import Viewer
from core.writing import Refused
from forums import limits, permissions
from forums.actions import edit as editing
from forums.actions import hide as hiding
from forums.actions import retract as retracting
from forums.forms import EditForm, EditTopicForm
from forums.models import TOPIC, Post, Revision, Topic
from forums.selectors import versions
from forums.versions import version_changes
from forums.views.common import address_of, load_written, may_post_now, rights, topic_of


def edit(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    try:
        written = load_written(request, kind, object_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, request.path):
        return refused
    viewer = viewer_of(request)
    if not permissions.may_edit(viewer, rights(request), written):
        raise PermissionDenied
    form = _form(request, written)
    if request.method == "POST" and form.is_valid() and may_post_now(form, viewer, "edit"):
        try:
            edited = _save(written, form, viewer)
        except Refused as refusal:
            add_refusal(form, refusal)
        except editing.Stale as stale:
            form.add_error(None, _("Somebody else changed this text meanwhile. Compare with their version below, then save again."))
            form.data = {**request.POST.dict(), "seen": str(stale.args[0])}  # the next try is made against what is there now
        else:
            say_if_held(request, edited, _("Your changes are saved."))
            return go_to(request, _address(written, edited))
    heading = _("Edit the topic") if kind == TOPIC else _("Edit the message")
    history = reverse("forums:versions", args=[kind, object_id])
    context = {"form": form, "topic": topic_of(written), "written": written, "heading": heading, "history": history}
    return render(request, "forums/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def versions_of(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    try:
        written = load_written(request, kind, object_id)
    except Gone:
        return gone_page(request)
    changes = version_changes(versions(kind, object_id))
    context = {
        "topic": topic_of(written),
        "written": written,
        "kind": kind,
        "changes": changes,
        "author_ids": {change.revision.by_id for change in changes},
        "may_edit": permissions.may_edit(viewer_of(request), rights(request), written),
    }
    return render(request, "forums/versions.html", context)


@require_POST
def restore_version(request: HttpRequest, kind: str, object_id: int, number: int) -> HttpResponse:
    try:
        written = load_written(request, kind, object_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, address_of(written)):
        return refused
    try:
        restored = editing.revert(written, viewer_of(request), number, _("Back to version %(number)d") % {"number": number})
    except Revision.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(next((reason.message for reason in refusal.reasons), "")) or _("This text can't be published here."))
        return go_to(request, address_of(written))
    say_if_held(request, restored, _("Version %(number)d is the current text again.") % {"number": number})
    return go_to(request, _address(written, restored))


@require_POST
def retract(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    return _take(request, kind, object_id, retracting.retract, _("You took it back. Others no longer see it."))


@require_POST
def unretract(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    return _take(request, kind, object_id, retracting.unretract, _("It is there again."))


@require_POST
def hide(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    return _moderate(request, kind, object_id, hiding.hide, _("It is hidden. You find it here, and can bring it back."))


@require_POST
def unhide(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    return _moderate(request, kind, object_id, hiding.restore, _("It is there again."))


def _take(request: HttpRequest, kind: str, object_id: int, action: Callable[[str, int, Viewer], Any], done: str) -> HttpResponse:
    try:
        written = load_written(request, kind, object_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, address_of(written)):
        return refused
    viewer = viewer_of(request)
    try:
        limits.count("edit", viewer)
    except TooFast as error:
        raise PermissionDenied(too_fast_text(error)) from error
    action(kind, object_id, viewer)
    messages.success(request, done)
    return go_to(request, address_of(written))


def _moderate(request: HttpRequest, kind: str, object_id: int, action: Callable[[str, int, Viewer], None], done: str) -> HttpResponse:
    try:
        written = load_written(request, kind, object_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, address_of(written)):
        return refused
    if not permissions.may_hide(rights(request), topic_of(written)):
        raise PermissionDenied
    action(kind, object_id, viewer_of(request))
    messages.success(request, done)
    return go_to(request, address_of(written))


def _form(request: HttpRequest, written: Topic | Post) -> EditForm:
    text = written.first_post if isinstance(written, Topic) else written
    start = {"body": editable(text.body_source, text.body_format), "seen": written.edits}
    if isinstance(written, Topic):
        return EditTopicForm(request.POST) if request.method == "POST" else EditTopicForm(initial=start | {"title": written.subject})
    return EditForm(request.POST) if request.method == "POST" else EditForm(initial=start)


def _save(written: Topic | Post, form: EditForm, viewer: Viewer) -> Topic | Post:
    new = form.cleaned_data
    if isinstance(written, Topic):
        return editing.edit_topic(written, viewer, title=new["title"], body=new["body"], note=new["note"], seen_edits=new["seen"])
    return editing.edit_post(written, viewer, body=new["body"], note=new["note"], seen_edits=new["seen"])


def _address(before: Topic | Post, after: Topic | Post) -> str:
    """Where the edited text stands now: a topic's new title is in its address."""
    return address_of(after if isinstance(after, Topic) else before)
