"""The fence to allauth: who signs up, under which name, and in which language they get mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import translation

from accounts.actions.give_consent import adopt_choice
from accounts.consent import analytics_allowed_by_cookie
from accounts.models import User
from accounts.usernames import free_username
from core import mail


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
        frame = {"community": settings.COMMUNITY_NAME, "base_url": settings.BASE_URL, "language": language}
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
