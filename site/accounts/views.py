"""One's own settings: profile, sessions, privacy and consents, API tokens."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import consent as choices
from accounts.actions.give_consent import give_consent, withdraw_consent
from accounts.actions.make_token import make_token, revoke_token
from accounts.forms import ProfileForm, TokenForm
from accounts.models import ApiToken, Consent, User
from accounts.scopes import SCOPES
from accounts.sessions import device_of, end_sessions, sessions_of


def _person(request: HttpRequest) -> User:
    """The signed-in person of a view that demands one."""
    return User.objects.get(pk=request.user.pk)


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(person.language):
            messages.success(request, _("Saved."))
        return redirect("settings:profile")
    return render(request, "settings/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Each purpose has its own switch; what was answered when stays on view."""
    person = _person(request)
    if request.method == "POST":
        wanted = set(request.POST.getlist("purposes"))
        for purpose in Consent.Purpose.values:
            if purpose in wanted:
                give_consent(person, purpose, how=Consent.How.SETTINGS)
            else:
                withdraw_consent(person, purpose)
        messages.success(request, _("Saved."))
        response = redirect("settings:privacy")
        choices.remember_choice(response, Consent.Purpose.ANALYTICS in wanted, secure=request.is_secure())
        return response
    history = list(Consent.objects.filter(person=person).order_by("-given_at", "-pk"))
    given = {consent.purpose for consent in history if consent.withdrawn_at is None}
    purposes = [{"value": value, "label": label, "given": value in given} for value, label in Consent.Purpose.choices]
    return render(request, "settings/privacy.html", {"purposes": purposes, "history": history})


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """The banner's answer, from guests too. Nothing but the choice is kept in the browser, and nothing at all of a guest here."""
    if request.method == "GET":
        return render(request, "settings/consent.html", {"choice": choices.choice_of(request), "version": choices.VERSION})
    given = request.POST.get("analytics") == "yes"
    if request.user.is_authenticated and given:
        give_consent(_person(request), Consent.Purpose.ANALYTICS, how=Consent.How.BANNER)
    elif request.user.is_authenticated:
        withdraw_consent(_person(request), Consent.Purpose.ANALYTICS)
    response = HttpResponse(status=200) if request.headers.get("HX-Request") else HttpResponseRedirect(_safe_next(request))
    choices.remember_choice(response, given, secure=request.is_secure())
    return response


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The key of a new token is on the answer to the form and nowhere else."""
    form = TokenForm(request.POST or None)
    key = ""
    if request.method == "POST" and form.is_valid():
        _token, key = make_token(_person(request), form.cleaned_data["name"], form.cleaned_data["scopes"])
        form = TokenForm()
    own = ApiToken.objects.filter(person=request.user).order_by("-pk")
    context = {"form": form, "key": key, "own": [_row(token) for token in own]}
    return render(request, "settings/tokens.html", context, status=422 if form.errors else 200)


def _row(token: ApiToken) -> dict[str, Any]:
    return {"token": token, "scopes": [SCOPES.get(scope, scope) for scope in token.scopes]}


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    revoke_token(get_object_or_404(ApiToken, pk=token_id, person=request.user))
    messages.success(request, _("The token no longer works."))
    return redirect("settings:tokens")


@never_cache
@login_required
@require_http_methods(["GET"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; this session first."""
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        UserSession.objects.create_from_request(request)
    own = sorted(sessions_of(_person(request).pk), key=lambda session: not _is_this(request, session))
    rows = [{"session": session, "here": _is_this(request, session), "device": device_of(session.user_agent)} for session in own]
    context = {"rows": rows, "others": sum(not row["here"] for row in rows), "tokens": ApiToken.objects.filter(person=request.user).count()}
    return render(request, "settings/sessions.html", context)


def _is_this(request: HttpRequest, session: UserSession) -> bool:
    return session.session_key == request.session.session_key


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    end_sessions([get_object_or_404(UserSession, pk=session_id, user=request.user)])
    messages.success(request, _("Signed out there."))
    return redirect("settings:sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Everywhere but here; with ``here=yes`` here too."""
    own = UserSession.objects.filter(user=request.user)
    if request.POST.get("here") == "yes":
        end_sessions(own)
        logout(request)
        messages.success(request, _("You are signed out everywhere."))
        return redirect("account_login")
    end_sessions(own.exclude(session_key=request.session.session_key))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("settings:sessions")
