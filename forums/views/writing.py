"""Start a topic, reply, and see before what it will look like. What is typed survives everything."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.advice import missing_version, version_of, with_version
from core.forms import new_nonce
from core.ports.suggester import Answers, consult
from core.posting import UNPROCESSABLE, Gone, add_refusal, gone_page, say_if_held, sign_in_first, viewer_of
from core.writing import Refused
from core.writing import render as render_text
from forums import permissions
from forums.actions import reply as replying
from forums.actions.start_topic import start_topic
from forums.forms import ReplyForm, TopicForm
from forums.models import BODY_MAX, Forum
from forums.views.common import back_to, load_forum, load_topic, may_post_now, rights
from forums.views.reading import kept_reply, load_page, page_context

TYPED = ("title", "body", "lang", "follow", "nonce", "journey", "version")


def new_topic(request: HttpRequest, forum_id: int) -> HttpResponse:
    forum = load_forum(request, forum_id)
    viewer = viewer_of(request)
    if (not viewer.is_guest and not rights(request).may(permissions.START, forum.pk)) or not forum.is_forum:
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, forum, TopicForm(forum=forum, initial=_beginnings(request, forum)))
    typed = {name: request.POST.get(name, "") for name in TYPED}
    if "preview" in request.POST:
        return _page(request, forum, TopicForm(forum=forum, initial=typed), opened=bool(typed["body"]), preview=True)
    if viewer.is_guest:
        return _sign_in(request, forum, typed)
    return _publish(request, forum, TopicForm(request.POST, forum=forum))


@require_POST
def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        topic = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    viewer = viewer_of(request)
    if "preview" in request.POST:
        form = ReplyForm(initial={"body": request.POST.get("body", ""), "nonce": request.POST.get("nonce", "")})
        shown = {"form": form, "preview_html": preview_of(request, request.POST.get("body", ""))}
        return render(request, "forums/topic.html", page_context(request, load_page(request, topic)) | shown)
    if viewer.is_guest:
        request.session[kept_reply(topic_id)] = request.POST.get("body", "")[: 2 * BODY_MAX]
        then = f"{topic.get_absolute_url()}?page=last#reply"
        return sign_in_first(request, then) or redirect(then)
    if viewer.may_post and not permissions.may_reply(viewer, rights(request), topic):
        raise PermissionDenied(_("You can't reply in this topic."))
    form = ReplyForm(request.POST)
    if form.is_valid() and may_post_now(form, viewer, "post"):
        try:
            posted = replying.reply(topic, viewer, form.cleaned_data["body"], nonce=form.cleaned_data["nonce"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session.pop(kept_reply(topic_id), None)
            say_if_held(request, posted, _("Your message is published. Thank you."))
            posted.topic.forum = topic.forum
            return back_to(posted)
    return render(request, "forums/topic.html", page_context(request, load_page(request, topic)) | {"form": form}, status=UNPROCESSABLE)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the text will look like."""
    return render(request, "forums/_preview.html", {"preview_html": preview_of(request, request.POST.get("body", ""))})


def preview_of(request: HttpRequest, body: str) -> str:
    return render_text(body[:BODY_MAX], viewer_of(request)).html if body.strip() else ""


def _publish(request: HttpRequest, forum: Forum, form: TopicForm) -> HttpResponse:
    viewer = viewer_of(request)
    if form.is_valid() and _says_version(request, forum, form) and may_post_now(form, viewer, "topic"):
        given = {name: form.cleaned_data[name] for name in ("title", "body", "journey", "nonce", "follow")}
        given["body"] = with_version(given["body"], request.POST)
        try:
            topic = start_topic(forum, viewer, lang=form.cleaned_data.get("lang", ""), **given)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session.pop(_kept(forum), None)
            say_if_held(request, topic, _("Your topic is published."))
            return redirect(topic)
    return _page(request, forum, form, opened=True, status=UNPROCESSABLE)


def _says_version(request: HttpRequest, forum: Forum, form: TopicForm) -> bool:
    """Whether nothing is missing that managers want to know about such a problem."""
    lang = forum.lang or form.cleaned_data.get("lang", "")
    advice = consult(form.cleaned_data["title"], viewer_of(request), lang=lang, surface="ask", quiet=True, limit=1).advice
    if missing := missing_version(advice, request.POST):
        form.add_error(None, missing)
    return not missing


def _sign_in(request: HttpRequest, forum: Forum, typed: dict[str, str]) -> HttpResponse:
    """A guest's topic waits in the session while its author signs in or up."""
    request.session[_kept(forum)] = {name: value[: 2 * BODY_MAX] for name, value in typed.items()}
    messages.info(request, _("Sign in or create an account to publish. Your topic is kept."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('forums:new_topic', args=[forum.pk])})}")


def _kept(forum: Forum) -> str:
    return f"forums_topic_{forum.pk}"


def _beginnings(request: HttpRequest, forum: Forum) -> dict[str, Any]:
    start: dict[str, Any] = {"lang": (get_language() or settings.LANGUAGE_CODE)[:2]}
    if kept := request.session.get(_kept(forum)):
        start |= {name: kept[name] for name in TYPED if kept.get(name)}
    if title := request.GET.get("title"):
        start["title"] = title
    return start


def _page(
    request: HttpRequest, forum: Forum, form: TopicForm, *, opened: bool = False, preview: bool = False, status: int = 200
) -> HttpResponse:
    title = str(form["title"].value() or "")
    journey = str(form["journey"].value() or "")[:40] or secrets.token_urlsafe(16)
    lang = forum.lang or str(form["lang"].value() or "")
    answers = consult(title[:300], viewer_of(request), lang=lang, journey=journey, surface="ask") if title.strip() else Answers()
    if not form.is_bound:
        form.initial.setdefault("nonce", new_nonce())
    context = {
        "form": form,
        "forum": forum,
        "suggestions": answers.suggestions,
        "advice": answers.advice,
        "version": version_of(request.POST or form.initial),
        "author_ids": {suggestion.author_id for suggestion in answers.suggestions},
        "journey": journey,
        "typed": bool(title.strip()),
        "opened": opened or bool(form["body"].value()),
        "may_post": viewer_of(request).may_post,
        "preview_html": preview_of(request, str(form["body"].value() or "")) if preview else "",
    }
    return render(request, "forums/new.html", context, status=status)
