"""A person's own way to all that the site holds about them, and out of the site. Both ask for the password again."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from config.privacy import own_export
from config.privacy.erase import erase, keep
from core import jobs
from core.models import Job

UNDER_WAY = (Job.State.WAITING, Job.State.RUNNING)


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    """Ask for the file, see how far it is, and find it while it is kept."""
    if request.method == "POST":
        jobs.start(own_export.KIND, request.viewer, person_id=request.viewer.user_id)
        return redirect("own_data")
    job = Job.objects.filter(kind=own_export.KIND, asked_by=request.viewer.user_id).order_by("-pk").first()
    context = {
        "job": job if job and job.state in UNDER_WAY else None,
        "failed": job is not None and job.state == Job.State.FAILED,
        "kept_until": own_export.kept_until(request.viewer.user_id),
    }
    return render(request, "settings/own_data.html", context)


@never_cache
@login_required
@reauthentication_required
@require_safe
def own_data_file(request: HttpRequest) -> FileResponse:
    """The file of whoever asks, and of nobody else: no address names another's."""
    if own_export.kept_until(request.viewer.user_id) is None:
        raise Http404
    return FileResponse(own_export.path_of(request.viewer.user_id).open("rb"), as_attachment=True, filename="plaza.zip")


@login_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest) -> HttpResponse:
    """There is no way back, so the password is asked again and a box must be ticked."""
    if request.method == "POST" and request.POST.get("sure") == "yes":
        person = User.objects.get(pk=request.user.pk)
        logout(request)
        keep(erase(person))
        messages.success(request, _("Your account is closed. What you wrote stays, without your name."))
        return redirect("/")
    return render(request, "settings/close_account.html", {"unsure": request.method == "POST"})
