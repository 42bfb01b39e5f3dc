"""Photograph every kind of page of a running demo site into `docs/pictures/`: both themes, phone and desktop.

    python scripts/photographs.py http://127.0.0.1:8000 --password … [--only home,search] [--folder docs/pictures]

The site must hold the whole demo community (`manage.py seed_demo --password …`). Needs Debian's Chromium, or PLAZA_TEST_CHROMIUM.
"""

import argparse
import io
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--mute-audio"]
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
THEMES = ("light", "dark")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
# Long pages are cut: what counts is how a page begins.
TALLEST = {"desktop": 1500, "phone": 1700}
QUALITY = 40
# `accounts.consent`: optional cookies refused, so that the question about them covers nothing.
CONSENT = ("plaza_consent", "none.2026-11")


@dataclass(frozen=True)
class Shot:
    name: str
    sentence: str
    address: str
    person: str = ""
    prepare: Callable[[Page], None] | None = None
    whole: bool = True
    status: int = 200
    on_paper: bool = False


def _type_title(page: Page) -> None:
    page.locator("[name=title]").first.press_sequentially("lavadora no centrifuga", delay=15)
    page.wait_for_timeout(1200)


def _other_decisions(page: Page) -> None:
    """Of the first item: wide, the decisions stand in line; on a phone the rarer ones are behind a button."""
    button = page.locator("[popovertarget=desk-others]")
    if button.is_visible():
        button.click()


def _in_journey(page: Page) -> None:
    """A guide as somebody reads it whom a suggestion led there, who has just said that it helped."""
    page.locator("#helpful [name=helpful][value=yes]").click()
    page.locator("#helpful [name=would]").first.wait_for()
    page.evaluate("document.querySelector('#helpful').scrollIntoView({block: 'center'})")


def _drawn(page: Page) -> None:
    """The library draws the documentation in the browser."""
    page.locator("#swagger-ui .opblock").first.wait_for()


def _send_empty(page: Page) -> None:
    """What a form says that lacks everything."""
    page.evaluate("""() => {
        const button = document.querySelector("main form .button-primary");
        button.form.noValidate = true;
        button.form.requestSubmit(button);
    }""")
    page.locator("main .notice-error").first.wait_for()


SHOTS = [
    Shot("home", "The home: one field for the problem, and what the community knows.", "/"),
    Shot("home-english", "The home in English, as its editors arranged it.", "/en/"),
    Shot("search", "Search over all rooms, with facets.", "/search/?q=lavadora"),
    Shot("search-empty", "Nothing fits: ask, with the words carried over.", "/search/?q=zzqqxx"),
    Shot("ask", "Asking: answers come beside the title while one types it.", "/questions/ask/", "member", prepare=_type_title),
    Shot("ask-refused", "What is missing, linked to its fields.", "/questions/ask/", "member", prepare=_send_empty),
    Shot("questions", "The list of questions.", "/questions/"),
    Shot("question", "A question with its accepted answer, as a member sees it.", "/questions/1/", "member"),
    Shot("flag", "Reporting a text to the moderators.", "/moderation/flag/qa.answer/1/", "member"),
    Shot("forums", "The forums by section, with what is new.", "/forums/", "member"),
    Shot("forum", "One forum and its topics.", "/forums/15/", "member"),
    Shot("topic", "A topic of a forum, page by page.", "/forums/topics/14/", "member"),
    Shot("knowledge-base", "The knowledge base: topics and guides.", "/es/kb/"),
    Shot("knowledge-topic", "One topic of the knowledge base.", "/es/kb/lavadoras-y-secadoras/"),
    Shot("article", "A guide: contents, credit, freshness, and whether it helped.", "/kb/articles/36/"),
    Shot(
        "guide-helped",
        "A guide that a suggestion led to, after it helped.",
        "/kb/articles/36/?journey=photograph-1",
        prepare=_in_journey,
        whole=False,
    ),
    Shot("write-guide", "Writing a guide.", "/kb/propose/", "member"),
    Shot("blog", "The blog.", "/es/blog/"),
    Shot("post", "A post of the blog with its comments.", "/es/blog/cinco-ruidos-de-lavadora-y-lo-que-quieren-decir/"),
    Shot("contests", "Contests: open, coming and past.", "/contests/"),
    Shot("contest", "A running contest with its clock and entries.", "/contests/recetas-de-temporada/", "member"),
    Shot("contest-closed", "A contest that is over: its winner first.", "/contests/truco-que-ahorra/"),
    Shot("badges", "All badges, in three metals.", "/badges/"),
    Shot("badge", "One badge and who holds it.", "/badges/first-solution/"),
    Shot("profile", "A person: what they know, write and have earned.", "/people/expert/"),
    Shot("own-profile", "One's own profile, with the next rank and what is missing.", "/people/member/", "member"),
    Shot("leaderboard", "Who helped most, by period and topic.", "/leaderboard/"),
    Shot("support", "Writing to the support team, with answers that may be enough.", "/support/", "member"),
    Shot("cases", "One's own cases.", "/support/cases/", "member"),
    Shot("cases-desk", "The team's cases.", "/support/desk/", "agent"),
    Shot("case", "A case, for the agent who answers it.", "/support/desk/1/", "agent"),
    Shot("sign-in", "Signing in.", "/accounts/login/"),
    Shot("sign-up", "A new account.", "/accounts/signup/"),
    Shot("second-step", "A second step of signing in: the app that shows codes.", "/accounts/2fa/totp/activate/", "member"),
    Shot("settings-profile", "The profile's settings.", "/settings/profile/", "member"),
    Shot("settings-security", "How one signs in.", "/accounts/2fa/", "member"),
    Shot("settings-privacy", "What one agrees to, one's data, closing the account.", "/settings/privacy/", "member"),
    Shot("settings-tokens", "Keys for programs.", "/settings/tokens/", "member"),
    Shot("settings-notifications", "What a person wants to be told, and how.", "/settings/notifications/", "member"),
    Shot("notifications", "What happened for a person.", "/notifications/", "expert"),
    Shot(
        "moderation",
        "The moderation desk: list, item in context, evidence.",
        "/moderation/",
        "moderator",
        prepare=_other_decisions,
        whole=False,
    ),
    Shot("insights", "Was it worth it: the manager's page.", "/insights/", "manager"),
    Shot("insights-printed", "The same on paper.", "/insights/", "manager", on_paper=True),
    Shot("admin", "Where editors write and set the appearance, in their language.", "/admin/", "manager"),
    Shot("not-found", "An address that leads nowhere.", "/nothing-here/", status=404),
    Shot("gone", "What was taken down, and where to go on.", "/questions/answers/106/", status=410),
    Shot("api", "The documentation of the API.", "/api/v1/docs/", prepare=_drawn, whole=False),
    Shot("styleguide", "The components that pages are made of.", "/styleguide/"),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site")
    parser.add_argument("--password", required=True)
    parser.add_argument("--only", default="", help="names of pages, with commas")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    wanted = set(filter(None, chosen.only.split(",")))
    unknown = wanted - {shot.name for shot in SHOTS}
    if unknown:
        sys.exit(f"no such page: {', '.join(sorted(unknown))}")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        Photographer(browser, chosen.site.rstrip("/"), chosen.password, chosen.folder).photograph(shots)
        browser.close()
    (chosen.folder / "README.md").write_text(_told())


def _chromium() -> str:
    path = os.environ.get("PLAZA_TEST_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return path or sys.exit("no Chromium: install it (apt-get install chromium-headless-shell) or name one in PLAZA_TEST_CHROMIUM")


@dataclass
class Photographer:
    browser: Browser
    site: str
    password: str
    folder: Path

    def photograph(self, shots: list[Shot]) -> None:
        people = {shot.person: self._signed_in(shot.person) for shot in shots}
        for theme in THEMES:
            for size, (width, height) in SIZES.items():
                for person, state in people.items():
                    context = self._context(state, color_scheme=theme, viewport={"width": width, "height": height})
                    page = context.new_page()
                    for shot in shots:
                        if shot.person == person:
                            self._one(page, shot, theme, size)
                    context.close()

    def _context(self, state: Any = None, **more: Any) -> Any:
        context = self.browser.new_context(base_url=self.site, locale="es-MX", storage_state=state, reduced_motion="reduce", **more)
        name, value = CONSENT
        context.add_cookies([{"name": name, "value": value, "url": self.site}])
        return context

    def _signed_in(self, person: str) -> Any:
        if not person:
            return None
        context = self._context()
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("#id_login").fill(person)
        page.locator("#id_password").fill(self.password)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        state = context.storage_state()
        context.close()
        return state

    def _one(self, page: Page, shot: Shot, theme: str, size: str) -> None:
        answer = page.goto(shot.address, wait_until="load")
        if answer is None or answer.status != shot.status:
            sys.exit(f"{shot.name}: {shot.address} answers {answer and answer.status}")
        if "/reauthenticate/" in page.url:
            page.locator("#id_password").fill(self.password)
            page.locator("main form button").first.click()
            page.wait_for_url(f"**{shot.address}")
        page.emulate_media(media="print" if shot.on_paper else "screen")
        if shot.prepare:
            shot.prepare(page)
        # What loads when one reaches it, loads; what was prepared in the window is taken as it stands.
        for step in range(1, 5 if shot.whole else 1):
            page.evaluate("(top) => window.scrollTo(0, top)", step * SIZES[size][1] // 2)
            page.wait_for_timeout(250)
        if shot.whole:
            page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(150)
        width, height = SIZES[size]
        if shot.whole:
            height = max(min(page.evaluate("document.documentElement.scrollHeight"), TALLEST[size]), height)
        taken = page.screenshot(full_page=shot.whole, clip={"x": 0, "y": 0, "width": width, "height": height})
        Image.open(io.BytesIO(taken)).save(self.folder / f"{shot.name}-{size}-{theme}.webp", quality=QUALITY, method=6)


def _told() -> str:
    lines = [
        "# What the pages look like",
        "",
        "Taken from the demo community with `scripts/photographs.py`: each page in the light and the dark theme,",
        "on a desktop (1280) and a phone (390). Long pages are cut.",
        "",
        "[Through search, in three languages](search-flow.md): what its browser test does, step by step.",
        "",
    ]
    for shot in SHOTS:
        pictures = [f"[{size}, {theme}]({shot.name}-{size}-{theme}.webp)" for size in SIZES for theme in THEMES]
        lines += [f"- **{re.sub('-', ' ', shot.name).capitalize()}**: {shot.sentence} {' · '.join(pictures)}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
