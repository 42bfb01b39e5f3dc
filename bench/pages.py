"""How long each page of the loop takes: `python -m bench.pages [--times 40] [--limit 200]`.

Serves the site in PLAZA_DATA (import something real into it first) as `./run` does, on a free port, and asks for one page at a time, as a
guest, a member and a moderator. The baseline is the plainest answer, /healthz, in the same run. Exits 1 when a page's p95 is over
``--limit`` milliseconds.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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
    name: str
    path: str
    role: str = "guest"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--limit", type=float, default=200, help="milliseconds")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    pages, cookies = the_loop(), sessions()
    with server() as base:
        rows = measure(base, pages, cookies, options.times)
    sys.stdout.write(table("Pages, one request at a time", ["page", "as", "status", "p50 ms", "p95 ms", "ratio to /healthz"], rows))
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


def measure(
    base: str, pages: list[Page], cookies: dict[str, dict[str, str]], times: int
) -> list[tuple[str, str, int, float, float, float]]:
    """Name, role, status, p50, p95 in milliseconds, and p50 over the baseline's (the first page's) p50."""
    rows: list[Row] = []
    for page in pages:
        with httpx.Client(base_url=base, cookies=cookies[page.role], timeout=60, follow_redirects=False) as client:
            taken, status = [], 0
            for turn in range(WARM_UP + times):
                started = time.perf_counter()
                status = client.get(page.path).status_code
                if turn >= WARM_UP:
                    taken.append((time.perf_counter() - started) * 1000)
        half = percentile(taken, 0.5)
        rows.append((page.name, page.role, status, half, percentile(taken, 0.95), half / (rows[0][3] if rows else half)))
    return rows


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
