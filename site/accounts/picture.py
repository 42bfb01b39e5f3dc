"""``/settings/profile/picture/``: one's own picture."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.set_avatar import remove_avatar, set_avatar
from core.uploads import RefusedUpload


class PictureForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPEG, PNG, WebP, AVIF or GIF. We cut out the square in its middle. Everybody can see it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/gif"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="picture_%s", **kwargs)


@login_required
@require_http_methods(["GET", "POST"])
def picture(request: HttpRequest) -> HttpResponse:
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_avatar(request.viewer, form.cleaned_data["file"])
        except RefusedUpload as refusal:
            form.add_error("file", refusal.message)
            return render(request, "settings/picture.html", {"form": form}, status=refusal.status)
        messages.success(request, _("This is your picture now."))
        return redirect("settings:picture")
    return render(request, "settings/picture.html", {"form": form}, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def remove_picture(request: HttpRequest) -> HttpResponse:
    remove_avatar(request.viewer)
    messages.success(request, _("Your picture is gone."))
    return redirect("settings:picture")
