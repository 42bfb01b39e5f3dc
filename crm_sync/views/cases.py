"""A member's own cases, and what the asker of a thread says about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.keyset import BadCursor, page_of
from crm_sync.actions.ask_if_solved import answer_if_solved
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.forms import ReplyForm, new_nonce
from crm_sync.models import Case, WaitingQuestion
from crm_sync.selectors import case_page
from crm_sync.views.common import PAGE, UNPROCESSABLE, journey_of, load_case, signed_in
from qa.models import Question


@require_safe
@signed_in
def cases(request: HttpRequest) -> HttpResponse:
    mine = Case.objects.filter(person=request.viewer.user_id)
    try:
        page = page_of(mine, ("-changed_at", "-id"), after=request.GET.get("after", ""), size=PAGE)
    except BadCursor:
        raise Http404 from None
    return render(request, "support/cases.html", {"cases": page.rows, "next_url": f"?after={page.next}" if page.next else ""})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The customer's view of a case; staff who aren't its customer go to the desk."""
    found = load_case(request.viewer, case_id)
    if found.person_id != request.viewer.user_id:
        return redirect("crm_sync:desk_case", found.pk)
    form = ReplyForm(request.POST or None, initial={"nonce": new_nonce()})
    if request.method == "POST":
        if form.is_valid() and request.viewer.may_post:
            reply_to_case(found, request.viewer, form.cleaned_data["body"], public=True, nonce=form.cleaned_data["nonce"])
            messages.success(request, _("Your message is sent."))
            return redirect(found)
        if form.is_valid():
            form.add_error(None, _("You can't write at the moment."))
    page = case_page(found, request.viewer, public_only=True)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "support/case.html", {"page": page, "case": found, "form": form}, status=status)


@require_POST
@signed_in
def say_if_solved(request: HttpRequest, question_id: int) -> HttpResponse:
    """The asker's ``answer``: yes, not_yet or open_case."""
    answer = request.POST.get("answer", "")
    if answer not in WaitingQuestion.Answer.values:
        raise Http404
    try:
        opened = answer_if_solved(question_id, request.viewer, answer)
    except Question.DoesNotExist:
        raise Http404 from None
    except PermissionDenied:
        raise Http404 from None
    if opened:
        messages.success(request, _("Your case is open. We will write to you."))
        return redirect(opened)
    if answer == WaitingQuestion.Answer.YES:
        address = f"?kind=qa.question&id={question_id}&journey={journey_of(request.POST.get('journey', ''))}"
        return redirect(reverse("crm_sync:solved") + address)
    messages.info(request, _("Thank you. Your question stays open."))
    return redirect(Question.objects.get(pk=question_id))
