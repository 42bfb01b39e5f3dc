"""Forms of managers: give a badge by hand, take one back."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from gamification.models.badges import REASON_MAX


class AwardForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=60)
    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX, help_text=_("Everybody can read it on the badge's page."))

    def clean_username(self) -> User:
        username = self.cleaned_data["username"].removeprefix("@")
        found = User.objects.filter(username__iexact=username, anonymised_at=None).first()
        if found is None:
            raise forms.ValidationError(gettext("Nobody here has this user name."))
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX)

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
