"""What readers do on the blog: comment, take that back; and the addresses without a language, which lead to the reader's own."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blog.actions import retract as retracting
from blog.actions.comment import comment as write_comment
from blog.forms import CommentForm
from blog.models import NO_LONGER_THERE, BlogIndexPage, BlogPostPage, Comment
from core import throttle
from core.posting import UNPROCESSABLE, add_refusal, gone_page, may_post_now, say_if_held, sign_in_first
from core.viewer import Viewer
from core.writing import Refused

COMMENT_RATE = "120/h"


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The blog in the reader's language, else in any."""
    fronts = {index.locale.language_code: index for index in BlogIndexPage.objects.live().public().select_related("locale")}
    found = fronts.get((get_language() or "")[:2]) or next(iter(fronts.values()), None)
    if found is None:
        raise Http404
    return redirect(found.url)


@require_safe
def post(request: HttpRequest, page_id: int) -> HttpResponse:
    return redirect(get_object_or_404(BlogPostPage.objects.visible_to(request.viewer), pk=page_id).url, permanent=True)


@require_POST
def comment(request: HttpRequest, page_id: int) -> HttpResponse:
    post = get_object_or_404(BlogPostPage.objects.visible_to(request.viewer).select_related("locale"), pk=page_id)
    if refused := sign_in_first(request, f"{post.url}#comment"):
        request.session[kept(page_id)] = request.POST.get("body", "")[:20_000]
        return refused
    form = CommentForm(request.POST)
    if form.is_valid() and may_post_now(form, request.viewer, partial(throttle.count, "blog.comment", request.viewer, COMMENT_RATE)):
        try:
            written = write_comment(post, request.viewer, form.cleaned_data["body"], form.cleaned_data["nonce"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session.pop(kept(page_id), None)
            say_if_held(request, written, _("Your comment is published."))
            return redirect(f"{post.url}#{written.anchor}")
    return render(request, post.template, post.get_context(request) | {"form": form}, status=UNPROCESSABLE)


@require_POST
def retract(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _change(request, comment_id, retracting.retract)


@require_POST
def unretract(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _change(request, comment_id, retracting.unretract)


def kept(page_id: int) -> str:
    """Where the session keeps what a guest began to write."""
    return f"blog.comment.{page_id}"


def _change(request: HttpRequest, comment_id: int, action: Callable[[int, Viewer], Comment]) -> HttpResponse:
    found = Comment.objects.visible_to(request.viewer).filter(pk=comment_id).select_related("post").first()
    if found is None and Comment.objects.filter(pk=comment_id, visibility__in=NO_LONGER_THERE).exists():
        return gone_page(request)
    if found is None:
        raise Http404
    if refused := sign_in_first(request, f"{found.post.url}#{found.anchor}"):
        return refused
    changed = action(comment_id, request.viewer)
    if action is retracting.retract:
        messages.success(request, _("You took it back. Others no longer see it."))
    else:
        say_if_held(request, changed, _("It is there again."))
    return redirect(f"{found.post.url}#{found.anchor}")
