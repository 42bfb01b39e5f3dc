"""What people type in this room: a flag, and a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import FlagReason, ReviewItem


class FlagForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=FlagReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Anything a moderator should know"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only moderators read this."),
    )
    take_action = forms.BooleanField(
        label=_("Hide it at once"), required=False, help_text=_("It stays hidden until a moderator decides. Your name is noted.")
    )

    def __init__(self, *args, is_staff: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["take_action"]


class DecisionForm(forms.Form):
    """A decision on the desk; a rejection says why."""

    do = forms.ChoiceField(
        choices=[
            ("approve", ReviewItem.State.APPROVED),
            ("reject", ReviewItem.State.REJECTED),
            ("ignore", ReviewItem.State.IGNORED),
            ("escalate", ReviewItem.State.ESCALATED),
        ]
    )
    version = forms.IntegerField(min_value=1)
    reason = forms.ChoiceField(choices=[("", ""), *FlagReason.choices], required=False)
    message = forms.CharField(max_length=1000, required=False)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("do") == "reject" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why: the author reads it."))
        return cleaned

    @property
    def decision(self) -> str:
        return dict(self.fields["do"].choices)[self.cleaned_data["do"]]  # type: ignore[attr-defined]
