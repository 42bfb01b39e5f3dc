"""The built-in desk: where agents see cases, reply publicly or privately, and close them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.keyset import BadCursor, page_of
from core.ports.suggester import Suggestion, suggest
from core.viewer import Viewer
from crm_sync.actions.close_case import close_case
from crm_sync.actions.open_case import NoThread, escalate_thread
from crm_sync.actions.open_lead import open_lead
from crm_sync.actions.reopen_case import reopen_case
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.forms import CloseForm, EscalateForm, LeadForm, StaffReplyForm, new_nonce
from crm_sync.models import Case, Contact, Lead
from crm_sync.selectors import case_counts, case_page, thread_case
from crm_sync.views.common import PAGE, UNPROCESSABLE, card_of, for_staff, load_case


@require_safe
@for_staff
def desk(request: HttpRequest) -> HttpResponse:
    """``?state=``: one state; without, all that is not closed."""
    state = request.GET.get("state", "")
    rows = Case.objects.select_related("person")
    rows = rows.filter(state=state) if state in Case.State.values else rows.exclude(state=Case.State.CLOSED)
    try:
        page = page_of(rows, ("-changed_at", "-id"), after=request.GET.get("after", ""), size=PAGE)
    except BadCursor:
        raise Http404 from None
    next_url = f"?state={state}&after={page.next}" if page.next else ""
    return render(request, "support/desk.html", {"cases": page.rows, "state": state, "tabs": case_counts(state), "next_url": next_url})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def desk_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The case as staff see it; a POST is a reply."""
    case = load_case(request.viewer, case_id)
    form = StaffReplyForm(request.POST or None, initial={"nonce": new_nonce()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        reply = reply_to_case(case, request.viewer, said["body"], public=said["public"] == "1", nonce=said["nonce"])
        messages.success(request, _said(reply.public, reply.answer_id))
        return redirect("crm_sync:desk_case", case.pk)
    status = UNPROCESSABLE if form.errors else 200
    context = {
        "page": case_page(case, request.viewer),
        "case": case,
        "form": form,
        "close_form": CloseForm(initial={"accept": True}),
        "known": [] if case.is_closed else _known_answers(case, request.viewer),
    }
    return render(request, "support/desk_case.html", context, status=status)


def _known_answers(case: Case, viewer: Viewer) -> list[Suggestion]:
    """What may already answer a case, but for the thread that it came from."""
    thread = (f"{case.thread_kind}:{case.thread_id}",) if case.thread_id is not None else ()
    text = f"{case.subject} {case.description}"
    return suggest(text, viewer, lang=viewer.language, tags=[case.product], exclude=thread, surface="staff", quiet=True)


@require_POST
@for_staff
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    case = load_case(request.viewer, case_id)
    form = CloseForm(request.POST)
    if form.is_valid():
        close_case(case, request.viewer, form.cleaned_data["resolution"], accept=form.cleaned_data["accept"])
        messages.success(request, _("The case is closed."))
    else:
        messages.error(request, _("Say how it ended."))
    return redirect("crm_sync:desk_case", case.pk)


@require_POST
@for_staff
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    case = load_case(request.viewer, case_id)
    reopen_case(case, request.viewer)
    messages.success(request, _("The case is open again."))
    return redirect("crm_sync:desk_case", case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def escalate(request: HttpRequest) -> HttpResponse:
    """Make a thread a case: one POST from the thread, or this page with its one field."""
    given = request.POST if request.method == "POST" else request.GET
    card = card_of(f"{given.get('kind', '')}:{given.get('id', '')}", request.viewer)
    if card is None:
        raise Http404
    if existing := thread_case(card.kind, card.id):
        return redirect("crm_sync:desk_case", existing.pk)
    form = EscalateForm(request.POST or None, initial={"kind": card.kind, "id": card.id})
    if request.method == "POST" and form.is_valid():
        try:
            case = escalate_thread(card.kind, card.id, request.viewer, form.cleaned_data["reason"])
        except NoThread:
            raise Http404 from None
        messages.success(request, _("The thread is now a case."))
        return redirect("crm_sync:desk_case", case.pk)
    return render(request, "support/escalate.html", {"card": card, "form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def leads(request: HttpRequest) -> HttpResponse:
    """Leads and contacts, newest first, and the form for a new lead."""
    form = LeadForm(request.POST or None, initial={"nonce": new_nonce()})
    if request.method == "POST" and form.is_valid():
        open_lead(request.viewer, **form.cleaned_data)
        messages.success(request, _("The lead is noted."))
        return redirect("crm_sync:leads")
    context = {
        "form": form,
        "leads": Lead.objects.order_by("-opened_at", "-pk")[:100],
        "contacts": Contact.objects.select_related("person").order_by("-changed_at", "-pk")[:100],
    }
    return render(request, "support/leads.html", context, status=UNPROCESSABLE if form.errors else 200)


def _said(public: bool, answer_id: int | None) -> str:
    if not public:
        return _("Noted. Only staff read it.")
    return _("Sent, and posted in the thread as your answer.") if answer_id else _("Sent to the customer.")
