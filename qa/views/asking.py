"""The ask page: one field first, what already answers it second, the rest third. What is typed survives everything."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.advice import missing_version, version_of, with_version
from core.forms import new_nonce
from core.ports.suggester import Answers, Suggestion, consult, suggest
from core.posting import UNPROCESSABLE, add_refusal, say_if_held, viewer_of
from core.text import excerpt
from core.writing import Refused
from core.writing import render as render_text
from qa.actions.ask_question import ask_question
from qa.actions.save_draft import save_draft
from qa.forms import AskForm
from qa.models import BODY_MAX, QUESTION, TITLE_MAX
from qa.selectors import draft_of, propose_tags
from qa.tagging import clean, parse
from qa.views.common import may_post_now

KEPT = "qa_question"
TYPED = ("title", "body", "tags", "lang", "follow", "nonce", "journey", "version")


def ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, AskForm(initial=_beginnings(request)))
    typed = {name: request.POST.get(name, "") for name in TYPED}
    if "preview" in request.POST:
        return _page(request, AskForm(initial=typed), opened=bool(typed["body"]), preview=True)
    if added := request.POST.get("add_tag"):
        return _page(request, AskForm(initial=typed | {"tags": with_tag(typed["tags"], added)}), opened=True)
    if viewer_of(request).is_guest:
        return _sign_in(request, typed)
    if "draft" in request.POST:
        return _keep_draft(request, typed)
    return _publish(request, AskForm(request.POST))


def _publish(request: HttpRequest, form: AskForm) -> HttpResponse:
    viewer = viewer_of(request)
    if form.is_valid() and _says_version(request, form) and may_post_now(form, viewer, "ask"):
        asked = form.cleaned_data
        try:
            question = ask_question(
                viewer,
                title=asked["title"],
                body=with_version(asked["body"], request.POST),
                lang=asked["lang"],
                tags=asked["tags"],
                journey=asked["journey"],
                nonce=asked["nonce"],
                follow=asked["follow"],
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session.pop(KEPT, None)
            say_if_held(request, question, _("Your question is published."))
            return redirect(question)
    return _page(request, form, opened=True, status=UNPROCESSABLE)


def _says_version(request: HttpRequest, form: AskForm) -> bool:
    """Whether nothing is missing that managers want to know about such a problem."""
    asked = form.cleaned_data
    advice = consult(asked["title"], viewer_of(request), lang=asked["lang"], tags=asked["tags"], surface="ask", quiet=True, limit=1).advice
    if missing := missing_version(advice, request.POST):
        form.add_error(None, missing)
    return not missing


def _sign_in(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    """A guest's question waits in the session while its author signs in or up."""
    request.session[KEPT] = {name: value[: 2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE] for name, value in typed.items()}
    messages.info(request, _("Sign in or create an account to publish. Your question is kept."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('qa:ask')})}")


def _keep_draft(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    kept = {name: typed[name] for name in ("title", "body", "tags", "lang")}
    if save_draft(viewer_of(request), None, **kept):
        messages.success(request, _("Your draft is saved. You find it here when you come back."))
    return redirect("qa:ask")


def _beginnings(request: HttpRequest) -> dict[str, Any]:
    """What the form starts with: what the address carries, what was typed before signing in, or the saved draft."""
    start: dict[str, Any] = {"lang": (get_language() or settings.LANGUAGE_CODE)[:2]}
    if kept := request.session.get(KEPT):
        start |= {name: kept[name] for name in TYPED if kept.get(name)}
    else:
        draft = draft_of(viewer_of(request))
        start |= {name: getattr(draft, name) for name in ("title", "body", "tags", "lang") if getattr(draft, name)}
    if title := request.GET.get("title") or request.GET.get("q"):
        start["title"] = title
        if len(title) > TITLE_MAX and not start.get("body"):
            start |= {"title": excerpt(title, TITLE_MAX), "body": title}
    for name in ("tags", "journey"):
        if given := request.GET.get(name):
            start[name] = given
    return start


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The field of topics with new proposals, while one types; ``add`` puts one in."""
    typed = {name: request.GET.get(name, "") for name in ("title", "body", "tags", "lang")}
    if added := request.GET.get("add_tag"):
        typed["tags"] = with_tag(typed["tags"], added)
    similar = suggest(typed["title"][:300], viewer_of(request), lang=typed["lang"]) if typed["title"].strip() else []
    context = {"form": AskForm(initial=typed), "proposals": _proposals(typed["title"], typed["body"], typed["tags"], similar)}
    return render(request, "qa/_topics.html", context)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the text will look like."""
    return render(request, "qa/_preview.html", {"preview_html": preview_of(request, request.POST.get("body", ""))})


def preview_of(request: HttpRequest, body: str) -> str:
    return render_text(body[:BODY_MAX], viewer_of(request)).html if body.strip() else ""


def with_tag(tags: str, added: str) -> str:
    return ", ".join([*parse(tags), clean(added)])


def _proposals(title: str, body: str, tags: str, suggestions: list[Suggestion]) -> list[str]:
    similar = [suggestion.id for suggestion in suggestions if suggestion.kind == QUESTION]
    return propose_tags(f"{title} {body}", similar, parse(tags))


def _page(request: HttpRequest, form: AskForm, *, opened: bool = False, preview: bool = False, status: int = 200) -> HttpResponse:
    title = str(form["title"].value() or "")
    journey = str(form["journey"].value() or "")[:40] or secrets.token_urlsafe(16)
    answers = _answers(request, title, str(form["lang"].value() or ""), str(form["tags"].value() or ""), journey)
    suggestions = answers.suggestions
    if not form.is_bound:
        form.initial.setdefault("nonce", new_nonce())
    context = {
        "form": form,
        "suggestions": suggestions,
        "advice": answers.advice,
        "version": version_of(request.POST or form.initial),
        "author_ids": {suggestion.author_id for suggestion in suggestions},
        "journey": journey,
        "typed": bool(title.strip()),
        "opened": opened or bool(form["body"].value()),
        "may_post": viewer_of(request).may_post,
        "proposals": _proposals(title, str(form["body"].value() or ""), str(form["tags"].value() or ""), suggestions),
        "preview_html": preview_of(request, str(form["body"].value() or "")) if preview else "",
    }
    return render(request, "qa/ask.html", context, status=status)


def _answers(request: HttpRequest, title: str, lang: str, tags: str, journey: str) -> Answers:
    if not title.strip():
        return Answers()
    return consult(title[:300], viewer_of(request), lang=lang, tags=parse(tags), journey=journey, surface="ask")
