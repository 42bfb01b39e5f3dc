"""The topic's page, and the addresses that lead to it and to its posts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import asked_before, interactions
from core.diff import editable
from core.guest_pages import kept_for_guests
from core.ports import person_facts
from core.ports.suggester import Suggestion
from core.posting import Gone, gone_page, viewer_of
from forums.actions.mark_read import mark_read_until, mark_topic_read
from forums.adapters import READERS
from forums.forms import ReplyForm
from forums.models import TOPIC, Post, Topic, TopicMove
from forums.permissions import may_retract
from forums.topic_page import TopicPage, pages_of, topic_page
from forums.views.common import load_topic, place_of, rights

QUOTED = 1_500


def note_view(request: HttpRequest, forum_id: int, forum_slug: str, topic_id: int, slug: str) -> None:
    journey = request.GET.get("journey", "")[:40]
    interactions.record("view", viewer=viewer_of(request), ref=(TOPIC, topic_id), journey=journey, surface="topic")


@require_safe
@kept_for_guests("forums.topic:{topic_id}", READERS, on_hit=note_view)
def topic(request: HttpRequest, forum_id: int, forum_slug: str, topic_id: int, slug: str) -> HttpResponse:
    """404 below another forum than the topic's own, unless it stood there once: then it leads on. ``?new`` leads to the first new post."""
    try:
        found = load_topic(request, topic_id)
    except Gone:
        return gone_page(request)
    if forum_id != found.forum_id and not TopicMove.objects.filter(topic=found, from_forum_id=forum_id).exists():
        raise Http404
    if (forum_id, forum_slug, slug) != (found.forum_id, found.forum.slug, found.slug):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(found.get_absolute_url() + (f"?{query}" if query else ""))
    page = load_page(request, found)
    if "new" in request.GET and page.first_new is not None:
        return redirect("forums:post_by_id", page.first_new)
    if request.method == "GET":  # a HEAD asks whether the page is there
        note_view(request, forum_id, forum_slug, topic_id, slug)
        note_read(request, page)
    begun = request.session.get(kept_reply(topic_id), "") if page.may_reply else ""
    form = ReplyForm(initial={"body": begun or (_quoted(request, found) if page.may_reply else "")})
    return render(request, "forums/topic.html", page_context(request, page) | {"form": form})


@require_safe
def redirect_to_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        return HttpResponsePermanentRedirect(load_topic(request, topic_id).get_absolute_url())
    except Gone:
        return gone_page(request)


@require_safe
def redirect_to_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Not for ever: a topic may move. A hidden post leads to its place, if its topic is there."""
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise Http404
    try:
        post.topic = load_topic(request, post.topic_id)
    except Gone:
        return gone_page(request)
    if post.number is None and not Post.objects.visible_to(viewer_of(request), rights(request)).filter(pk=post_id).exists():
        raise Http404
    return redirect(place_of(post))


def kept_reply(topic_id: int) -> str:
    """Where the session keeps what a guest wrote while they sign in."""
    return f"forums_reply_{topic_id}"


def load_page(request: HttpRequest, found: Topic) -> TopicPage:
    asked = request.GET.get("page", "1")
    pages = pages_of(found)
    if asked == "last":
        asked = str(pages)
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 9 and 1 <= int(asked) <= pages):
        raise Http404
    return topic_page(found, viewer_of(request), rights(request), int(asked))


def note_read(request: HttpRequest, page: TopicPage) -> None:
    """What stands on this page is read, if something in the topic was new: on the last page that is all."""
    viewer = viewer_of(request)
    if page.read_until is None:
        return
    if page.is_last:
        mark_topic_read(page.topic, viewer)
    else:
        mark_read_until(page.topic, viewer, page.read_until, noted=page.noted)


def page_context(request: HttpRequest, page: TopicPage) -> dict[str, Any]:
    here = page.topic.get_absolute_url()

    def address(number: int) -> str:
        return f"{here}?page={number}" if number > 1 else here

    near = sorted({1, page.pages, *range(max(page.number - 2, 1), min(page.number + 2, page.pages) + 1)})
    return {
        "page": page,
        "topic": page.topic,
        "forum": page.forum,
        "people": person_facts.facts_of([*page.author_ids, page.topic.poster_id]),
        "journey": request.GET.get("journey", "")[:40],
        "numbers": [{"number": number, "url": address(number), "current": number == page.number} for number in near],
        "previous_url": address(page.number - 1) if page.number > 1 else "",
        "next_url": address(page.number + 1) if page.number < page.pages else "",
        "page_url": address(page.number),
        "new_url": _place_of_new(page),
        "asked_before": _asked_before(request, page),
    }


def _asked_before(request: HttpRequest, page: TopicPage) -> list[Suggestion]:
    """What the author may take this topic back for, as long as nobody has replied."""
    started = page.topic
    if not page.is_starter or started.posts_count > 1 or not may_retract(viewer_of(request), rights(request), started):
        return []
    return asked_before.offered(request, f"{TOPIC}:{started.pk}", started.created)


def _place_of_new(page: TopicPage) -> str:
    """Where what is new begins: on this page by its anchor, else by the post's own address."""
    if page.first_new is None:
        return ""
    if any(on_page.post.pk == page.first_new for on_page in page.posts):
        return f"#post-{page.first_new}"
    return reverse("forums:post_by_id", args=[page.first_new])


def _quoted(request: HttpRequest, found: Topic) -> str:
    """The post that ``?quote=`` names, as a quotation in Markdown, with who said it."""
    asked = request.GET.get("quote", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 18):
        return ""
    post = Post.objects.visible_to(viewer_of(request), rights(request)).filter(topic=found, pk=int(asked)).first()
    if post is None or not post.is_public:
        return ""
    facts = person_facts.facts_of([post.poster_id])[post.poster_id]
    text = editable(post.body_source, post.body_format)[:QUOTED].strip()
    said = _("@%(name)s wrote:") % {"name": facts["username"]} if facts.get("username") else ""
    return "\n".join(f"> {line}".rstrip() for line in ([said, ""] if said else []) + text.splitlines()) + "\n\n"
