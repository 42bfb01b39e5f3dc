"""The support form: one sentence first, what already answers it second, the rest third. What is typed survives everything."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import throttle
from core.advice import missing_version, version_of, with_version
from core.models import Upload
from core.ports.suggester import Answers, consult
from core.uploads import RefusedUpload, receive
from crm_sync.actions.open_case import open_from_form
from crm_sync.actions.say import start_form
from crm_sync.forms import DESCRIPTION_MAX, SUBJECT_MAX, SupportForm, new_nonce
from crm_sync.views.common import UNPROCESSABLE, card_of, journey_of

KEPT = "support_form"
TYPED = ("subject", "description", "product", "category", "thread", "nonce", "journey", "version")
RATE = "20/h"
LONGEST_KEPT = 30_000


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, SupportForm(initial=_beginnings(request)))
    typed = {name: request.POST.get(name, "")[:LONGEST_KEPT].replace("\x00", "") for name in TYPED}
    start_form(request.viewer, journey_of(typed["journey"]), "support")
    if "preview" in request.POST:
        return _page(request, SupportForm(initial=typed))
    if request.viewer.is_guest:
        request.session[KEPT] = typed
        messages.info(request, _("Sign in or create an account to send it. What you wrote is kept."))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('crm_sync:support')})}")
    return _send(request, SupportForm(request.POST, request.FILES))


def _send(request: HttpRequest, form: SupportForm) -> HttpResponse:
    viewer = request.viewer
    may_send = form.is_valid() and _says_version(request, form) and _may_send_now(request, form)
    files = _received(request, form) if may_send else None
    if files is not None:
        asked = form.cleaned_data
        case = open_from_form(
            viewer,
            subject=asked["subject"],
            description=with_version(asked["description"], request.POST),
            product=asked["product"],
            category=asked["category"],
            journey=asked["journey"],
            nonce=asked["nonce"],
            thread=asked["thread"],
            files=files,
        )
        request.session.pop(KEPT, None)
        messages.success(request, _("Your case is open. We will write to you."))
        return redirect(case)
    return _page(request, form, status=UNPROCESSABLE)


def _received(request: HttpRequest, form: SupportForm) -> list[Upload] | None:
    """The form's files, or None with the first refusal beside the field: no case is opened without what was meant to be in it."""
    received = []
    for file in form.cleaned_data["files"]:
        try:
            received.append(receive(file, purpose="attachment", by=request.viewer))
        except RefusedUpload as refusal:
            form.add_error("files", f"{file.name}: {refusal.message}")
            return None
    return received


def _says_version(request: HttpRequest, form: SupportForm) -> bool:
    """Whether nothing is missing that managers want to know about such a problem."""
    asked = form.cleaned_data
    advice = _answers(request, asked["subject"], asked["description"], asked["product"], "", quiet=True).advice
    if missing := missing_version(advice, request.POST):
        form.add_error(None, missing)
    return not missing


def _may_send_now(request: HttpRequest, form: SupportForm) -> bool:
    if not request.viewer.may_post:
        form.add_error(None, _("Confirm your e-mail address first: we need it to answer you. What you wrote is kept here."))
        return False
    if not throttle.allow("crm.case", request.viewer.user_id, RATE):
        form.add_error(None, _("You opened many cases in a short time. Wait a little and send it again."))
        return False
    return True


def _beginnings(request: HttpRequest) -> dict[str, Any]:
    """What the form starts with: what was typed before signing in, then what the address carries."""
    start = dict(request.session.get(KEPT) or {})
    if text := request.GET.get("q") or request.GET.get("subject"):
        start["subject"] = text[:SUBJECT_MAX]
        if len(text) > SUBJECT_MAX and not start.get("description"):
            start["description"] = text[:DESCRIPTION_MAX]
    for name in ("product", "journey", "thread"):
        if given := request.GET.get(name):
            start[name] = given[:100]
    return start


def _page(request: HttpRequest, form: SupportForm, *, status: int = 200) -> HttpResponse:
    if not form.is_bound:
        form.initial["nonce"] = form.initial.get("nonce") or new_nonce()
    subject = str(form["subject"].value() or "").strip()
    journey = journey_of(str(form["journey"].value() or ""))
    answers = _answers(request, subject, str(form["description"].value() or ""), str(form["product"].value() or ""), journey)
    thread = card_of(str(form["thread"].value() or ""), request.viewer)
    context = {
        "form": form,
        "suggestions": answers.suggestions,
        "advice": answers.advice,
        "version": version_of(request.POST or form.initial),
        "author_ids": {suggestion.author_id for suggestion in answers.suggestions},
        "journey": journey,
        "typed": bool(subject),
        "thread": thread,
        "may_post": request.viewer.may_post,
    }
    return render(request, "support/form.html", context, status=status)


def _answers(request: HttpRequest, subject: str, description: str, product: str, journey: str, *, quiet: bool = False) -> Answers:
    if not subject.strip():
        return Answers()
    text = f"{subject[:300]} {description}".strip()
    options = {"lang": request.viewer.language, "tags": [product] if product else [], "journey": journey, "quiet": quiet}
    return consult(text, request.viewer, surface="support", **options)
