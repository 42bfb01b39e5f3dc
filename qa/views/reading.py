"""The question page, and the addresses that lead to it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core import asked_before, interactions
from core.guest_pages import kept_for_guests
from core.keyset import BadCursor
from core.ports import person_facts
from core.ports.suggester import Suggestion
from core.posting import Gone, gone_page, viewer_of
from qa import permissions
from qa.forms import AnswerForm
from qa.models import QUESTION, Question
from qa.selectors import ANSWER_SORTS, QuestionPage, question_page
from qa.views.common import load_answer, load_question, missing


def note_view(request: HttpRequest, question_id: int, slug: str) -> None:
    journey = request.GET.get("journey", "")[:40]
    interactions.record("view", viewer=viewer_of(request), ref=(QUESTION, question_id), journey=journey, surface="question")


@require_safe
@kept_for_guests("qa.question:{question_id}", on_hit=note_view)
def question(request: HttpRequest, question_id: int, slug: str) -> HttpResponse:
    sort = request.GET.get("sort", "votes")
    try:
        page = load_page(request, question_id, sort if sort in ANSWER_SORTS else "votes")
    except Gone:
        return gone_page(request)
    if slug != page.question.slug:
        return _permanently(page.question, request)
    if request.method == "GET":  # a HEAD asks whether the page is there
        note_view(request, question_id, slug)
    begun = request.session.get(kept_answer(question_id), "") if page.may_answer else ""
    return render(request, "qa/question.html", page_context(request, page) | {"form": AnswerForm(initial={"body": begun or page.draft})})


@require_safe
def redirect_to_question(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        return _permanently(load_question(request, question_id), request)
    except Gone:
        return gone_page(request)


@require_safe
def redirect_to_answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    try:
        answer = load_answer(request, answer_id)
    except Gone:
        return gone_page(request)
    return redirect(f"{answer.question.get_absolute_url()}#answer-{answer.pk}")


def kept_answer(question_id: int) -> str:
    """Where the session keeps what a guest wrote while they sign in."""
    return f"qa_answer_{question_id}"


def load_page(request: HttpRequest, question_id: int, sort: str = "votes") -> QuestionPage:
    """The whole page's data; raises as `load_question`."""
    try:
        return question_page(question_id, viewer_of(request), sort=sort, after=request.GET.get("after", ""))
    except Question.DoesNotExist:
        raise missing(Question.objects.filter(pk=question_id)) from None
    except BadCursor:
        raise Http404 from None


def page_context(request: HttpRequest, page: QuestionPage) -> dict[str, object]:
    sort = request.GET.get("sort", "")
    sort = sort if sort in ANSWER_SORTS else "votes"
    here = page.question.get_absolute_url()
    query = {"after": page.next} | ({"sort": sort} if sort != "votes" else {})
    return {
        "page": page,
        "people": person_facts.facts_of(page.author_ids),
        "question": page.question,
        "sort": sort,
        "journey": request.GET.get("journey", "")[:40],
        "is_first_page": not request.GET.get("after"),
        "next_url": f"{here}?{urlencode(query)}" if page.next else "",
        "asked_before": _asked_before(request, page),
    }


def _asked_before(request: HttpRequest, page: QuestionPage) -> list[Suggestion]:
    """What the asker may call their own question a duplicate of, as long as nobody has answered it."""
    asked = page.question
    if not page.is_asker or asked.answer_count or not permissions.may_say_duplicate(viewer_of(request), asked):
        return []
    return asked_before.offered(request, f"{QUESTION}:{asked.pk}", asked.created_at)


def _permanently(question: Question, request: HttpRequest) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(question.get_absolute_url() + (f"?{query}" if query else ""))
