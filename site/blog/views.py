"""What readers do on the blog: comment, take that back; and the addresses without a language, which lead to the reader's own."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blog.actions import retract as retracting
from blog.actions.comment import comment as write_comment
from blog.forms import CommentForm
from blog.models import NO_LONGER_THERE, BlogIndexPage, BlogPostPage, Comment
from blog.writing import Refused
from core import throttle
from core.viewer import Viewer

COMMENT_RATE = "120/h"
UNPROCESSABLE = 422


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
    if request.viewer.is_guest:
        request.session[kept(page_id)] = request.POST.get("body", "")[:20_000]
        messages.info(request, _("Sign in to go on."))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': f'{post.url}#comment'})}")
    form = CommentForm(request.POST)
    if form.is_valid() and _may_post_now(form, request.viewer):
        try:
            written = write_comment(post, request.viewer, form.cleaned_data["body"], form.cleaned_data["nonce"])
        except Refused as refusal:
            told = [reason.message for reason in refusal.reasons if reason.message]
            for message in told or [_("This text can't be published here. What you wrote is kept below.")]:
                form.add_error(None, str(message))
        else:
            request.session.pop(kept(page_id), None)
            _say_if_held(request, written, _("Your comment is published."))
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
        return render(request, "errors/410.html", status=410)
    if found is None:
        raise Http404
    if request.viewer.is_guest:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': f'{found.post.url}#{found.anchor}'})}")
    changed = action(comment_id, request.viewer)
    if action is retracting.retract:
        messages.success(request, _("You took it back. Others no longer see it."))
    else:
        _say_if_held(request, changed, _("It is there again."))
    return redirect(f"{found.post.url}#{found.anchor}")


def _may_post_now(form: CommentForm, viewer: Viewer) -> bool:
    """Whether the author may write and isn't too fast; otherwise the form says why."""
    if not viewer.may_post:
        form.add_error(None, _("You can't post yet: confirm your e-mail address first. What you wrote is kept."))
        return False
    if viewer.is_staff or throttle.allow("blog.comment", viewer.user_id, COMMENT_RATE):
        return True
    minutes = max(throttle.retry_after(COMMENT_RATE) // 60, 1)
    text = ngettext(
        "That was a lot in a short time. Try again in %(minutes)d minute: what you wrote is kept.",
        "That was a lot in a short time. Try again in %(minutes)d minutes: what you wrote is kept.",
        minutes,
    )
    form.add_error(None, text % {"minutes": minutes})
    return False


def _say_if_held(request: HttpRequest, comment: Comment, published: str) -> None:
    if comment.is_public:
        messages.success(request, published)
    else:
        messages.warning(request, _("It waits for a moderator, who will look at it soon. Until then only you see it."))
