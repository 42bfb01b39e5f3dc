"""The fence to allauth: who signs up, under which name, and in which language they get mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from accounts.actions.give_consent import adopt_choice
from accounts.consent import analytics_allowed_by_cookie
from accounts.models import User
from accounts.sessions import end_sessions, note_sign_in
from accounts.social import take_roles
from accounts.usernames import free_username
from accounts.viewer import viewer_of
from core import brand, mail


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request: HttpRequest, user: User) -> None:
        if not user.username:
            user.username = free_username(user.display_name)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.display_name = form.cleaned_data["display_name"]
        user.language = form.cleaned_data["language"]
        return super().save_user(request, user, form, commit=commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the person's own language where there is one."""
        person = context.get("user")
        language = person.language if isinstance(person, User) else translation.get_language()
        frame = {"community": brand.current().name, "base_url": settings.BASE_URL, "language": language}
        with translation.override(language):
            super().send_mail(template_prefix, email, frame | context)

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """In the dress of all our mail."""
        message = super().render_mail(*args, **kwargs)
        if isinstance(message, EmailMultiAlternatives):
            pages = [content for content, kind in message.alternatives if kind == "text/html"]
            message.alternatives.clear()
            for page in pages:
                message.attach_alternative(mail.styled(str(page)), "text/html")
        return message

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        if analytics_allowed_by_cookie(request):
            adopt_choice(user)

    def post_login(self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any] | None, **kwargs: Any) -> HttpResponse:
        """Every step of signing in is done. Roles from a provider end with the session, so that they are asked for again."""
        sociallogin = (signal_kwargs or {}).get("sociallogin")
        if sociallogin and take_roles(sociallogin, user):
            request.session.set_expiry(settings.PROVIDER_ROLE_HOURS * 3600)
        note_sign_in(request)
        return super().post_login(request, user, signal_kwargs=signal_kwargs, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff without the second factor they need are led to it first."""
        if viewer_of(request.user).lacks_second_factor:
            return reverse("mfa_index")
        return super().get_login_redirect_url(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return brand.current().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": brand.current().name}


def end_weaker_sessions(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Whoever sets up a first second factor signs in with it everywhere: sessions that were begun without it end."""
    if Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count() == 1:
        end_sessions(UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key))
