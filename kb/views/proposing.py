"""Members write: a new article, a change of one, an article out of a solved question. All of it goes to review."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import throttle
from core.content import Card, content
from core.text import TextTooLong
from kb import permissions
from kb.actions.propose_article import QUESTION, AlreadyTurned, answers_of, propose_article, propose_from_question
from kb.actions.propose_edit import BeingEdited, propose_edit
from kb.actions.verify_article import mark_obsolete, verify_article
from kb.forms import ArticleForm, EditForm, TextForm
from kb.reviews import proposals_of
from kb.selectors import is_being_turned, places_for
from kb.views.reading import load_article, viewer_of
from kb.writing import as_markdown, source_of

RATE = "20/d"
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """A new article; its topic, title and tags may come with the address."""
    if (refused := _sign_in_first(request)) is not None:
        return refused
    places = places_for(viewer_of(request), _lang(request))
    form = ArticleForm(
        request.POST or None, places=places, initial={name: request.GET.get(name, "") for name in ("topic", "title", "tags")}
    )
    if request.method == "POST" and form.is_valid() and _may_now(request, form):
        said = form.cleaned_data
        try:
            propose_article(
                viewer_of(request), form.place, title=said["title"], summary=said["summary"], text=said["text"], tags=said["tags"]
            )
        except TextTooLong as error:
            form.add_error("text", _too_long(error))
        else:
            return _thank(request)
    return _form_page(request, form, heading=_("Write an article"))


@require_http_methods(["GET", "HEAD", "POST"])
def propose_change(request: HttpRequest, article_id: int) -> HttpResponse:
    """A change of a published article."""
    if (refused := _sign_in_first(request)) is not None:
        return refused
    article = load_article(request, article_id)
    start = {"title": article.title, "summary": article.summary, "text": source_of(article)}
    form = EditForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _may_now(request, form):
        try:
            propose_edit(article, viewer_of(request), **form.cleaned_data)
        except BeingEdited:
            form.add_error(None, _("Somebody is changing this article already. Come back when their version is published."))
        except TextTooLong as error:
            form.add_error("text", _too_long(error))
        else:
            return _thank(request)
    return _form_page(request, form, heading=_("Propose a change"), article=article)


@require_http_methods(["GET", "HEAD", "POST"])
def from_question(request: HttpRequest, question_id: int) -> HttpResponse:
    """An article out of a solved question and its accepted answer."""
    if (refused := _sign_in_first(request)) is not None:
        return refused
    viewer = viewer_of(request)
    question = content[QUESTION].card(question_id, viewer) if QUESTION in content else None
    if question is None or not question.solved or not permissions.may_turn_into_article(viewer):
        raise Http404
    if request.method != "POST" and is_being_turned(QUESTION, question_id):
        messages.info(request, _("Somebody has made an article of this question already."))
        return redirect(question.url)
    places = places_for(viewer, question.lang[:2])
    form = ArticleForm(request.POST or None, places=places, initial=_begun(question, request))
    if request.method == "POST" and form.is_valid() and _may_now(request, form):
        said = form.cleaned_data
        try:
            propose_from_question(
                viewer, form.place, question, title=said["title"], summary=said["summary"], text=said["text"], tags=said["tags"]
            )
        except AlreadyTurned:
            messages.info(request, _("Somebody has made an article of this question already."))
            return redirect(question.url)
        except TextTooLong as error:
            form.add_error("text", _too_long(error))
        else:
            return _thank(request)
    return _form_page(request, form, heading=_("Turn this question into an article"), question=question)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I proposed, and how far it is."""
    if (refused := _sign_in_first(request)) is not None:
        return refused
    return render(request, "kb/proposals.html", {"proposals": proposals_of(viewer_of(request))})


@require_POST
def verify(request: HttpRequest, article_id: int) -> HttpResponse:
    """Staff say that it is still right (``still=yes``), or no longer."""
    article, viewer = load_article(request, article_id), viewer_of(request)
    if not permissions.may_verify(viewer):
        raise Http404
    if request.POST.get("still") == "no":
        mark_obsolete(article, viewer)
        messages.success(request, _("Readers are told that this article is out of date."))
    else:
        verify_article(article, viewer)
        messages.success(request, _("Noted: it is right as of today."))
    return redirect(article.url or "/kb/")


def _begun(question: Card, request: HttpRequest) -> dict[str, str]:
    answers = "\n\n".join(as_markdown(answer.html) for answer in answers_of(question, viewer_of(request)))
    problem, solution = _("What happens"), _("What to do")
    return {
        "title": question.title,
        "text": f"## {problem}\n\n{as_markdown(question.html)}\n\n## {solution}\n\n{answers}",
        "tags": ", ".join(question.tags),
    }


def _form_page(request: HttpRequest, form: TextForm, **more: object) -> HttpResponse:
    return render(request, "kb/propose.html", {"form": form, **more}, status=UNPROCESSABLE if form.errors else 200)


def _sign_in_first(request: HttpRequest) -> HttpResponse | None:
    if not viewer_of(request).is_guest:
        return None
    messages.info(request, _("Sign in to go on."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


def _may_now(request: HttpRequest, form: TextForm) -> bool:
    viewer = viewer_of(request)
    if not permissions.may_propose(viewer):
        form.add_error(None, _("You can't write yet: confirm your e-mail address first. What you wrote is kept."))
        return False
    if not viewer.is_staff and not throttle.allow("kb.propose", viewer.user_id, RATE):
        form.add_error(None, _("That was a lot for one day. Try again tomorrow."))
        return False
    return True


def _too_long(error: TextTooLong) -> str:
    return _("This text is too long: at most %(limit)d characters fit.") % {"limit": error.limit}


def _thank(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Thank you. Somebody of the team reads it before it is published, and you are named on the page."))
    return redirect("kb:proposals")


def _lang(request: HttpRequest) -> str:
    return (request.GET.get("lang") or get_language() or "es")[:2]
