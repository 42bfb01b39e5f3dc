"""The desk: load, call, render. With htmx the middle pane is drawn again in place; without JavaScript the page is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from moderation import live
from moderation.actions.claim import claim, release, renew
from moderation.actions.decide import decide, undo
from moderation.conflicts import AlreadyDecided, ClaimedByOther, Conflict, NeedsPublishing
from moderation.forms import DecisionForm
from moderation.models import FlagReason, ReviewItem
from moderation.permissions import check_moderates
from moderation.queue import MOST_ROWS, ROWS, Filter, next_after, queue, rows_of
from moderation.rules import RULES
from moderation.selectors import ItemPage, item_page, reason_label

View = Callable[..., HttpResponseBase]


def for_moderators(view: View) -> View:
    """Guests sign in; others learn that the desk isn't for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.viewer.is_guest:
            return redirect_to_login(request.get_full_path())
        check_moderates(request.viewer)
        try:
            return view(request, *args, **kwargs)
        except ReviewItem.DoesNotExist as error:
            raise Http404 from error

    return guarded


@require_GET
@for_moderators
def desk(request: HttpRequest) -> HttpResponseBase:
    """The queue, with its first item open."""
    return _page(request, None)


@require_GET
@for_moderators
@vary_on_headers("HX-Request")
def item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    renew(item_id, request.viewer)
    page = item_page(item_id, request.viewer)
    return _pane(request, page) if _in_place(request) else _page(request, page)


@require_GET
@for_moderators
def rows(request: HttpRequest) -> HttpResponseBase:
    """For the live desk: the queue anew, or only the rows named by ``ids``."""
    chosen = Filter.of(request.GET)
    if "ids" in request.GET:
        ids = [int(part) for part in request.GET["ids"].split(",")[:MOST_ROWS] if part.isdecimal() and len(part) < 19]
        return render(request, "moderation/rows.html", {"rows": rows_of(ids, request.viewer, chosen), "filter": chosen})
    cursor = live.cursor()
    found = queue(request.viewer, chosen, size=_size(request))
    return render(request, "moderation/queue.html", {"queue": found, "rows": found.rows, "filter": chosen, "cursor": cursor})


@require_POST
@for_moderators
def take(request: HttpRequest, item_id: int) -> HttpResponseBase:
    return _act(request, item_id, lambda: claim(item_id, request.viewer))


@require_POST
@for_moderators
def let_go(request: HttpRequest, item_id: int) -> HttpResponseBase:
    return _act(request, item_id, lambda: release(item_id, request.viewer))


@require_POST
@for_moderators
def judge(request: HttpRequest, item_id: int) -> HttpResponseBase:
    form = DecisionForm(request.POST)
    standing = ReviewItem.objects.get(pk=item_id)
    if not form.is_valid():
        problems = [error for errors in form.errors.values() for error in errors]
        return _refused(request, item_id, str(problems[0]), [], 422)
    data, following = form.cleaned_data, next_after(standing, request.viewer, Filter.of(request.POST))

    def do() -> ReviewItem:
        return decide(item_id, request.viewer, form.decision, version=data["version"], reason=data["reason"], message=data["message"])

    return _act(request, item_id, do, following=following)


@require_POST
@for_moderators
def take_back(request: HttpRequest, item_id: int) -> HttpResponseBase:
    version = request.POST.get("version", "")
    if not (version.isdecimal() and len(version) < 10):
        raise Http404
    return _act(request, item_id, lambda: undo(item_id, request.viewer, version=int(version)))


def _act(request: HttpRequest, item_id: int, do: Callable[[], ReviewItem], *, following: int | None = None) -> HttpResponseBase:
    """Do it and show what is next: the item itself, or the one ``following`` with a word about this one."""
    try:
        acted = do()
    except Conflict as conflict:
        return _refused(request, item_id, explain(conflict), conflict.changes, 409)
    done = acted if acted.decided_by_id else None
    chosen = Filter.of(request.POST)
    if not _in_place(request):
        query = QueryDict(chosen.query, mutable=True)
        if done:
            query["done"] = str(done.pk)
        address = reverse("moderation:item", args=[following or item_id])
        return redirect(f"{address}?{query.urlencode()}" if query else address)
    response = _pane(request, item_page(following or item_id, request.viewer), just_done=done, moved=True)
    response["HX-Trigger"] = f'{{"desk:acted": {item_id}}}'
    response["HX-Push-Url"] = f"{reverse('moderation:item', args=[following or item_id])}?{chosen.query}".rstrip("?")
    return response


def _refused(request: HttpRequest, item_id: int, why: str, changes: list[Any], status: int) -> HttpResponse:
    page = item_page(item_id, request.viewer)
    refusal = {"why": why, "changes": [(entry, reason_label(entry.reason)) for entry in changes]}
    kept = {name: request.POST.get(name, "") for name in ("reason", "message")}
    render_it = _pane if _in_place(request) else _page
    return render_it(request, page, refusal=refusal, kept=kept, status=status)


def explain(conflict: Conflict) -> str:
    """The refusal in words for the moderator."""
    match conflict:
        case ClaimedByOther():
            claimer = conflict.item.claimed_by
            return _("%(name)s is working on this one.") % {"name": claimer.name if claimer else ""}
        case AlreadyDecided() if conflict.item.is_open:
            return _("There is no decision to undo.")
        case AlreadyDecided():
            return _("This one has already been decided.")
        case NeedsPublishing():
            return _("Nobody can see this text yet: approve or reject it.")
        case _:
            return _("Something has changed since you opened this. Look again, then decide.")


def _in_place(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request


def _size(request: HttpRequest) -> int:
    asked = request.GET.get("size", "")
    return min(int(asked), MOST_ROWS) if asked.isdecimal() and len(asked) < 6 and int(asked) > ROWS else ROWS


def _page(request: HttpRequest, page: ItemPage | None, *, status: int = 200, **context: Any) -> HttpResponse:
    # The cursor first: what happens between it and the queue is told again, which does no harm.
    cursor = live.cursor()
    chosen = Filter.of(request.GET or request.POST)
    found = queue(request.viewer, chosen, size=_size(request))
    if page is None and found.rows:
        page = item_page(found.rows[0].item.pk, request.viewer)
    shared = {"queue": found, "rows": found.rows, "cursor": cursor, "reasons": _reasons()}
    done = _done(request)
    return render(request, "moderation/desk.html", {**_item_context(page, chosen), **shared, "done": done, **context}, status=status)


def _pane(request: HttpRequest, page: ItemPage, *, status: int = 200, **context: Any) -> HttpResponse:
    chosen = Filter.of(request.POST if request.method == "POST" else request.GET)
    return render(request, "moderation/item.html", {**_item_context(page, chosen), **context}, status=status)


def _item_context(page: ItemPage | None, chosen: Filter) -> dict[str, Any]:
    return {"page": page, "filter": chosen, "open_id": page.item.pk if page else None, "reject_reasons": FlagReason.choices}


def _done(request: HttpRequest) -> ReviewItem | None:
    """What the viewer has just decided, for the word about it after a redirect."""
    done = request.GET.get("done", "")
    mine = ReviewItem.objects.filter(decided_by=request.viewer.user_id)
    return mine.filter(pk=int(done)).first() if done.isdecimal() and len(done) < 19 else None


def _reasons() -> list[tuple[str, Any]]:
    return [*FlagReason.choices, *((rule.code, rule.label) for rule in RULES)]
