"""Forms of the CRM room."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import KeptText
from core.uploads.forms import FilesField
from crm_sync.categories import CATEGORIES
from crm_sync.models import Case, Lead

SUBJECT_MAX, DESCRIPTION_MAX, REPLY_MAX = 200, 10_000, 20_000


def new_nonce() -> str:
    return uuid4().hex


class SupportForm(forms.Form):
    """The case form. ``thread`` is a ref (``qa.question:12``) of the page from which the person came."""

    subject = KeptText(
        label=_("What is happening?"),
        limit=SUBJECT_MAX,
        help_text=_("In one sentence. While you type, we look for a solution that already exists."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = KeptText(
        label=_("Tell us more"),
        limit=DESCRIPTION_MAX,
        help_text=_("Since when, what you tried, and what the screen says."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    product = forms.CharField(label=_("Product"), max_length=100, required=False, help_text=_("Name or model, as on its label."))
    category = forms.ChoiceField(label=_("What is it about?"), required=False)
    files = FilesField(label=_("Pictures and files"), help_text=_("Up to five. Only you and the company's people see them."))  # type: ignore[assignment]
    thread = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    nonce = forms.CharField(max_length=64, widget=forms.HiddenInput)
    journey = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("Choose one")), *CATEGORIES.items()]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    body = KeptText(label=_("Message"), limit=REPLY_MAX, widget=forms.Textarea(attrs={"rows": 5}))
    nonce = forms.CharField(max_length=64, widget=forms.HiddenInput)


class StaffReplyForm(ReplyForm):
    """``public`` has no default: who writes says who may read."""

    public = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=[("1", _("The customer, and everyone in the thread")), ("0", _("Staff only"))],
        widget=forms.RadioSelect,
    )


class CloseForm(forms.Form):
    resolution = forms.ChoiceField(label=_("How did it end?"), choices=Case.Resolution.choices)
    accept = forms.BooleanField(label=_("Accept the company's last answer in the thread"), required=False)


class EscalateForm(forms.Form):
    kind = forms.CharField(max_length=40, widget=forms.HiddenInput)
    id = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why does this need the company?"), max_length=500, required=False)


class LeadForm(forms.ModelForm):
    nonce = forms.CharField(max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Lead
        fields = ["name", "email", "campaign", "note", "consent"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
