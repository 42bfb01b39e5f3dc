"""Forms of people: signing up, the profile, a new API token."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.socialaccount.forms import SignupForm as AllauthSocialSignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scopes import SCOPES
from accounts.throwaway import refuse_throwaway

NAME_MAX = 80
PLACES = ("America/", "Europe/", "Atlantic/", "Africa/", "Asia/", "Australia/", "Pacific/", "Indian/")


def timezone_choices() -> list[tuple[str, str]]:
    names = sorted(name for name in available_timezones() if name.startswith(PLACES))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def _one_line(name: str) -> str:
    """Spaces folded; nothing invisible that could imitate somebody else's name."""
    name = " ".join(name.split())
    if not name.isprintable():
        raise ValidationError(_("Use letters and signs that can be seen."))
    return name


def kept_address(email: str) -> str:
    """Refuses an address of the throw-away kind, before anybody learns whether it is somebody's."""
    refuse_throwaway(email)
    return email


class LoginForm(AllauthLoginForm):
    """A refusal names the field as the page does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail or user name")


class NewMember(forms.Form):
    """The name that others see, and a language."""

    display_name = forms.CharField(
        label=_("Your name"),
        help_text=_("Others see it beside what you write."),
        min_length=2,
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self.fields["email"].label = _("E-mail")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.pop("style", None)  # the trap's; the page hides it

    def clean_display_name(self) -> str:
        return _one_line(self.cleaned_data["display_name"])

    def clean_email(self) -> str:
        return kept_address(super().clean_email())


class SignupForm(NewMember, AllauthSignupForm):
    """With e-mail and password."""

    field_order = ["display_name", "email", "password1", "language"]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that people fill in: all but the trap for robots."""
        return [field for field in self if field.name != settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]

    @property
    def trap(self) -> forms.BoundField:
        return self[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]


class SocialSignupForm(NewMember, AllauthSocialSignupForm):
    """For somebody whose provider doesn't say all that is needed."""

    field_order = ["display_name", "email", "language"]


class AddEmailForm(AllauthAddEmailForm):
    def clean_email(self) -> str:
        return kept_address(super().clean_email())


class ProfileForm(forms.ModelForm):
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezone_choices)

    class Meta:
        model = User
        fields = ["display_name", "bio", "language", "timezone", "theme"]
        widgets = {"bio": forms.Textarea(attrs={"rows": 4}), "theme": forms.RadioSelect}
        labels = {"display_name": _("Your name"), "bio": _("About you"), "language": _("Language"), "theme": _("Appearance")}
        help_texts = {"bio": _("Plain text, up to 600 characters. Everybody can read it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True

    def clean_display_name(self) -> str:
        return _one_line(self.cleaned_data["display_name"])

    def save(self, commit: bool = True) -> User:
        """The fields of the form alone: what others changed of the person meanwhile (trust, a suspension) stands."""
        if commit:
            self.instance.save(update_fields=self._meta.fields)
        return self.instance


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=[(scope, label) for scope, label in SCOPES.items()], widget=forms.CheckboxSelectMultiple
    )
