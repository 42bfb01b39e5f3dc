"""Lists of questions and of tags, paged by key."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from core.guest_pages import kept_for_guests
from core.keyset import BadCursor, page_of
from core.posting import viewer_of
from core.templatetags.ui import number
from qa.models import Tag
from qa.selectors import SORTS, popular_tags, question_list
from qa.tagging import clean, slug_of

TAGS = 60
COMPLETED = 8


@require_safe
@kept_for_guests("qa")
def questions(request: HttpRequest) -> HttpResponse:
    """``?tag=`` is the same list as the tag's own page."""
    if slug := request.GET.get("tag", "").replace("\x00", ""):
        return tagged(request, slug)
    return _list(request, None, reverse("qa:list"))


@require_safe
@kept_for_guests("qa")
def tagged(request: HttpRequest, slug: str) -> HttpResponse:
    tag = get_object_or_404(Tag, slug=slug)
    return _list(request, tag, reverse("qa:tagged", args=[tag.slug]))


@require_safe
@kept_for_guests("qa")
def tags(request: HttpRequest) -> HttpResponse:
    try:
        page = page_of(Tag.objects.filter(count__gt=0), ("-count", "id"), after=request.GET.get("after", ""), size=TAGS)
    except BadCursor:
        raise Http404 from None
    next_url = f"?{urlencode({'after': page.next})}" if page.next else ""
    return render(request, "qa/tags.html", {"tags": page.rows, "next_url": next_url})


@require_safe
def complete_tags(request: HttpRequest) -> JsonResponse:
    """Topics that begin with what somebody types, the most used first."""
    typed = clean(request.GET.get("q", ""))
    found = Tag.objects.filter(Q(name__startswith=typed) | Q(slug__startswith=slug_of(typed)), count__gt=0) if typed else Tag.objects.none()
    rows = found.order_by("-count", "name").values_list("name", "count")[:COMPLETED]
    return JsonResponse({"results": [{"value": name, "label": name, "hint": number(count)} for name, count in rows]})


def _list(request: HttpRequest, tag: Tag | None, here: str) -> HttpResponse:
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else ("active" if tag else "new")
    lang = request.GET.get("lang", "")
    lang = lang if lang in dict(settings.LANGUAGES) else ""
    after = request.GET.get("after", "")
    try:
        page = question_list(viewer_of(request), sort=sort, tag=tag, lang=lang, after=after)
    except BadCursor:
        raise Http404 from None

    def address(**changes: str) -> str:
        query = {"sort": sort, "lang": lang} | changes
        return f"{here}?{urlencode({name: value for name, value in query.items() if value})}"

    labels = {
        "new": _("Newest"),
        "active": pgettext("order of a list", "Active"),
        "unanswered": _("Without answers"),
        "solved": _("Solved"),
    }
    context = {
        "page": page,
        "tag": tag,
        "sort": sort,
        "after": after,
        "heading": tag.name if tag else _("Questions"),
        "tabs": [{"url": address(sort=name), "label": labels[name], "current": name == sort} for name in SORTS],
        "languages": [
            {"url": address(lang=code), "label": label, "code": code, "current": code == lang}
            for code, label in [("", _("All languages")), *settings.LANGUAGES]
        ],
        "next_url": address(after=page.next) if page.next else "",
        "first_url": address() if after else "",
        "feed_url": reverse("qa:tagged_feed", args=[tag.slug]) if tag else reverse("qa:feed"),
        "popular": popular_tags(),
    }
    return render(request, "qa/list.html", context)
