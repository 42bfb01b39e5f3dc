"""How long each kind of page takes: `python -m bench.pages [--times 40] [--limit 200] [--at-once 1]`.

Serves the site in PLAZA_DATA (import something real into it first) as `./run` does, on a free port, and asks for its pages as a guest, a
member and a moderator: one at a time, or by ``--at-once`` readers who each go through all pages in an order of their own. The baseline is
the plainest answer, /healthz, in the same run. Exits 1 when a page's p95 is over ``--limit`` milliseconds.

Guests' pages are measured twice: made anew for each request (an address nobody asked for before), and as the next guest gets them.
"""

import argparse
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from bench import ROOT
from bench.report import percentile, table

WARM_UP = 3
START_SECONDS = 60

Row = tuple[str, str, int, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """``fresh``: asked for under an address of its own each time, so that no cache of whole pages answers."""

    name: str
    path: str
    role: str = "guest"
    fresh: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--limit", type=float, default=200, help="milliseconds")
    parser.add_argument("--at-once", type=int, default=1, help="readers")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    pages, cookies = as_guests_meet_them([*the_loop(), *the_rooms()]), sessions()
    with server() as base:
        rows = measure(base, pages, cookies, options.times, options.at_once)
    title = f"Pages, {options.at_once} readers at once" if options.at_once > 1 else "Pages, one request at a time"
    sys.stdout.write(table(title, ["page", "as", "status", "p50 ms", "p95 ms", "ratio to /healthz"], rows))
    late = [row[0] for row in rows if row[4] > options.limit]
    wrong = [row[0] for row in rows if row[2] != 200]
    if late or wrong:
        sys.exit(f"over {options.limit:.0f} ms: {late}; not 200: {wrong}")


def the_loop() -> list[Page]:
    """The pages that people meet on the way from a problem to its answer, at their heaviest."""
    from django.db.models import Count

    from qa.models import Question, Tag

    public = Question.objects.filter(visibility="public")
    busiest = public.annotate(answers_now=Count("answers")).order_by("-answers_now").first()
    oldest = public.order_by("created_at", "pk").first()
    tag = Tag.objects.order_by("-count").first()
    if busiest is None or oldest is None:
        sys.exit("the site is empty: import something into PLAZA_DATA first")
    words = "+".join(busiest.title.split()[:4])
    pages = [
        Page("baseline", "/healthz"),
        Page("home", "/"),
        *(Page(f"questions, {sort}", f"/questions/?sort={sort}") for sort in ("new", "active", "unanswered", "solved")),
        Page("question with most answers", f"/questions/{busiest.pk}/{busiest.slug}/"),
        Page("oldest question", f"/questions/{oldest.pk}/{oldest.slug}/"),
        Page("search", f"/search/?q={words}"),
        Page("suggestions", f"/search/suggestions/?q={words}"),
        Page("suggestions, API", f"/api/v1/suggestions/?q={words}"),
        Page("leaderboard", "/leaderboard/"),
        Page("person", f"/people/{busiest.author.username}/"),
        Page("question with most answers", f"/questions/{busiest.pk}/{busiest.slug}/", "member"),
        Page("ask", "/questions/ask/", "member"),
        Page("support", "/support/", "member"),
        Page("question with most answers", f"/questions/{busiest.pk}/{busiest.slug}/", "moderator"),
        Page("desk", "/moderation/", "moderator"),
        Page("insights", "/insights/", "manager"),
    ]
    if tag:
        pages.insert(6, Page("questions of the busiest tag", f"/questions/tagged/{tag.slug}/"))
    return pages


def the_rooms() -> list[Page]:
    """The pages of the other rooms, as far as the site has any."""
    from blog.models import BlogPostPage
    from forums.models import Topic
    from gamification.models import Badge, Contest
    from kb.models import ArticlePage, TopicPage

    found = {
        "kb topic": TopicPage.objects.live().order_by("pk").first(),
        "article": ArticlePage.objects.live().order_by("-pk").first(),
        "blog post": BlogPostPage.objects.live().first(),
        "badge": Badge.objects.first(),
        "contest": Contest.objects.exclude(state="draft").first(),
    }
    pages = [Page("knowledge base", "/es/kb/"), Page("blog", "/es/blog/"), Page("forums", "/forums/"), Page("badges", "/badges/")]
    pages += [Page("contests", "/contests/"), Page("forums", "/forums/", "member"), Page("notifications", "/notifications/", "member")]
    pages += [Page(name, getattr(row, "url", "") or row.get_absolute_url()) for name, row in found.items() if row is not None]
    topic = Topic.objects.filter(visibility="public").order_by("-posts_count").first()
    if topic is not None:
        here = topic.get_absolute_url()
        pages += [Page("topic", here), Page("topic", here, "member"), Page("forum", topic.forum.get_absolute_url())]
    return pages


def as_guests_meet_them(pages: list[Page]) -> list[Page]:
    """Each page of guests also as the next of them gets it."""
    baseline, *rest = pages
    kept = [page for page in rest if page.role == "guest" and not page.path.startswith(("/search", "/api"))]
    again = [Page(f"{page.name}, again", page.path) for page in kept]
    return [baseline, *(Page(page.name, page.path, page.role, page.role == "guest") for page in rest), *again]


def sessions() -> dict[str, dict[str, str]]:
    """Cookies of three people made for the measurement, by role."""
    from django.conf import settings
    from django.test import Client

    from accounts.actions.register_person import register_person
    from accounts.models import User

    cookies: dict[str, dict[str, str]] = {"guest": {}}
    for role in ("member", "moderator", "manager"):
        name = f"bench-{role}"
        person = User.objects.filter(username=name).first()
        if person is None:
            person = register_person(name, f"{name}@example.test", roles=[] if role == "member" else [role])
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookies[role] = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    return cookies


@contextmanager
def server() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")])}
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        _await(base)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def measure(base: str, pages: list[Page], cookies: dict[str, dict[str, str]], times: int, at_once: int) -> list[Row]:
    """Name, role, status, p50, p95 in milliseconds, and p50 over the baseline's (the first page's) p50."""
    read(base, pages, cookies, WARM_UP, 0)
    with ThreadPoolExecutor(at_once) as readers:
        share = max(1, times // at_once)
        started = [readers.submit(read, base, pages, cookies, share, reader + 1) for reader in range(at_once)]
        seen = [answer for reading in started for answer in reading.result()]
    rows: list[Row] = []
    for page in pages:
        taken = [milliseconds for asked, _status, milliseconds in seen if asked is page]
        statuses = {status for asked, status, _milliseconds in seen if asked is page}
        half = percentile(taken, 0.5)
        rows.append((page.name, page.role, max(statuses), half, percentile(taken, 0.95), half / (rows[0][3] if rows else half)))
    return rows


def read(base: str, pages: list[Page], cookies: dict[str, dict[str, str]], times: int, reader: int) -> list[tuple[Page, int, float]]:
    """Each page ``times`` times, in an order that the reader's number decides: page, status and milliseconds of each answer."""
    order = random.Random(reader)
    seen = []
    with httpx.Client(base_url=base, timeout=60, follow_redirects=False) as client:
        for turn in range(times):
            for page in order.sample(pages, len(pages)):
                mark = f"{'&' if '?' in page.path else '?'}as={reader}-{turn}" if page.fresh else ""
                headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies[page.role].items())}
                started = time.perf_counter()
                status = client.get(page.path + mark, headers=headers).status_code
                seen.append((page, status, (time.perf_counter() - started) * 1000))
                client.cookies.clear()
    return seen


def _await(base: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{base}/healthz", timeout=5)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the server did not start")


if __name__ == "__main__":
    main()
