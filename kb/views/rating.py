"""Whether an article helped: said with one press, explained with a second one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core import throttle
from kb.actions.rate_article import rate_article
from kb.forms import RatingForm
from kb.models import Rating
from kb.selectors import helpful_of
from kb.views.reading import load_article, viewer_of

RATE = "30/h"


@require_POST
def rate(request: HttpRequest, article_id: int) -> HttpResponse:
    """With htmx the box is drawn again in place; without JavaScript the answer is a page that asks for the reason."""
    article, viewer = load_article(request, article_id), viewer_of(request)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return redirect(f"{article.url}#helpful")
    who = viewer.user_id if viewer.user_id is not None else request.META.get("REMOTE_ADDR", "")
    if not throttle.allow("kb.rate", who, RATE):
        return render(request, "errors/429.html", status=429)
    said = form.cleaned_data
    rating = rate_article(
        article,
        viewer,
        said["helpful"] == "yes",
        reason=said["reason"],
        comment=said["comment"],
        visitor=said["visitor"],
        journey=said["journey"],
    )
    context = {
        "article": article,
        "helpful": helpful_of(article, viewer),
        "rating": rating,
        "visitor": rating.visitor.removeprefix("guest:") if viewer.is_guest else "",
        "reasons": Rating.Reason.choices,
        "explained": bool(said["reason"] or said["comment"]),
        "journey": said["journey"],
    }
    if request.headers.get("HX-Request"):
        return render(request, "kb/_rated.html", context)
    return render(request, "kb/rated.html", context)
