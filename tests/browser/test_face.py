import pytest

from tests.support.running_site import PASSWORD, ROOT

READING = "/questions/1/"
READING_PAGES = [
    READING,
    "/es/kb/lavadoras-y-secadoras/quitar-el-olor-a-humedad-de-la-lavadora-y-de-la-ropa/",
    "/es/blog/cinco-ruidos-de-lavadora-y-lo-que-quieren-decir/",
    "/forums/topics/1/",
    "/",
]
KILOBYTE = 1024


def test_a_theme_is_chosen_at_once_and_kept(window):
    page = window("member")
    page.goto("/styleguide/")
    page.get_by_role("button", name="Tu cuenta").click()
    page.locator("#menu-you button[value=dark]").click()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.wait_for_timeout(300)
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_theme_is_chosen_without_javascript(window):
    page = window(javascript=False)
    page.goto("/styleguide/")
    page.locator("#messages button[value=dark]").click()

    assert page.url.endswith("/styleguide/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_language_is_chosen_and_the_page_stays(window):
    page = window(javascript=False)
    page.goto("/questions/?sort=solved")
    page.get_by_role("button", name="Português").click()

    assert page.url.endswith("/questions/?sort=solved")
    assert page.locator("html").get_attribute("lang") == "pt-BR"


def test_suggestions_come_while_one_types(window):
    page = window()
    page.goto("/")
    page.locator("#q").press_sequentially("lavadora no centrifuga", delay=15)

    first = page.locator("#suggestions .suggestion").first
    first.wait_for()
    assert "centrifuga" in first.inner_text()
    first.click()
    page.wait_for_url("**/questions/1/**")
    assert "journey=" in page.url


def test_arrows_walk_through_the_suggestions(window):
    page = window()
    page.goto("/")
    page.locator("#q").press_sequentially("lavadora", delay=15)
    page.locator("#suggestions .suggestion").first.wait_for()

    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "suggestion"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    assert not page.locator("#suggestions").is_visible()


def test_signing_in_leads_back(window):
    page = window()
    page.goto("/questions/?sort=solved")
    page.locator(".bar-sign-in").click()
    page.locator("#id_login").fill("member")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()

    page.wait_for_url("**/questions/?sort=solved")


def test_consent_is_asked_once_and_answered_without_javascript(window):
    page = window(javascript=False)
    page.context.clear_cookies(name="plaza_consent")
    page.goto("/questions/?sort=solved")
    page.locator(".consent button[value=no]").click()

    assert page.url.endswith("/questions/?sort=solved")
    assert not page.locator(".consent").count()


def test_a_form_that_failed_can_be_sent_again(window):
    page = window("member")
    page.goto("/questions/1/")
    page.locator("#question .comment-form summary, .comment-form summary").first.click()
    form = page.locator(".comment-form form").first
    form.locator("[name=body]").fill("¿Y si vuelve a salir?")
    page.context.set_offline(True)
    form.locator("button").click()
    page.locator(".toast").filter(has_text="conexión").wait_for()
    page.context.set_offline(False)
    form.locator("button").click()

    page.locator(".comments").filter(has_text="¿Y si vuelve a salir?").wait_for()


def test_the_search_box_works_without_javascript(window):
    page = window(javascript=False)
    page.goto("/")
    page.locator("#q").fill("lavadora")
    page.locator("main form button").first.click()

    assert "/search/?q=lavadora" in page.url


def test_a_draft_outlives_the_page(window):
    page = window("member")
    page.goto("/questions/ask/")
    title = page.locator("form[data-draft] [name=title]")
    if not title.count():
        pytest.skip("the ask form keeps its drafts on the server alone")
    title.fill("El horno no calienta de abajo")
    page.wait_for_timeout(1200)
    page.goto("/questions/ask/")

    assert page.locator("[name=title]").input_value() == "El horno no calienta de abajo"


def test_the_toolbar_writes_markdown(window):
    page = window()
    page.goto("/styleguide/")
    area = page.locator(".editor textarea").first
    area.fill("importante")
    area.select_text()
    page.locator(".editor [data-md=bold]").first.click()

    assert area.input_value() == "**importante**"


def test_a_dialog_opens_and_closes_by_keyboard(window):
    page = window()
    page.goto("/styleguide/")
    opener = page.locator("[commandfor=sg-dialog]").first
    opener.focus()
    page.keyboard.press("Enter")
    assert page.locator("#sg-dialog").is_visible()
    page.keyboard.press("Escape")

    assert not page.locator("#sg-dialog").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('commandfor')") == "sg-dialog"


@pytest.mark.parametrize("address", READING_PAGES)
def test_first_reading_view_fits_the_budget(window, address):
    """60 kB of HTML, CSS and JavaScript, compressed, as they cross the wire."""
    page = window()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds, sizes = {}, {}
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)

    weight = sum(size for request, size in sizes.items() if kinds.get(request) in ("Document", "Stylesheet", "Script"))
    assert 0 < weight <= 60 * KILOBYTE, f"{weight / KILOBYTE:.1f} kB"


@pytest.mark.timed
def test_nothing_moves_after_it_is_drawn(window):
    page = window()
    page.goto(READING, wait_until="load")
    shift = page.evaluate(
        """() => new Promise((resolve) => {
            let total = 0;
            const add = (list) => list.getEntries().forEach((entry) => (total += entry.value));
            new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(total), 1500);
        })"""
    )

    assert shift < 0.01


@pytest.mark.timed
def test_the_main_thing_is_there_in_time_on_a_slow_machine(window):
    """Largest contentful paint with the processor slowed to a quarter; the best of three, because other tests may run beside this one."""
    page = window()
    wire = page.context.new_cdp_session(page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    painted = min(_largest_paint(page) for _ in range(3))

    assert 0 < painted < 1500, f"{painted:.0f} ms"


def _largest_paint(page):
    page.goto(READING, wait_until="load")
    return page.evaluate(
        """() => new Promise((resolve) => {
            const seen = (list) => resolve(list.getEntries().at(-1).startTime);
            new PerformanceObserver(seen).observe({ type: "largest-contentful-paint", buffered: true });
            setTimeout(() => resolve(0), 3000);
        })"""
    )


def test_pages_of_libraries_obey_the_same_policy(window):
    """Each window fails its test when something was refused."""
    page = window("admin")
    page.goto("/api/v1/docs/")
    page.locator(".opblock").first.wait_for()
    page.goto("/django-admin/")

    assert page.locator("#content").is_visible()


def test_the_documentation_of_the_api_is_dark_for_who_reads_in_the_dark(window):
    def lightness(page):
        page.goto("/api/v1/docs/")
        page.locator(".opblock").first.wait_for()
        return [
            page.evaluate(f"Math.max(...getComputedStyle(document.querySelector('{part}')).backgroundColor.match(/\\d+/g).slice(0, 3))")
            for part in ("body", ".docs-bar")
        ]

    dark, light = window(theme="dark"), window()
    assert max(lightness(dark)) < 60
    assert min(lightness(light)) > 200

    dark.goto("/")
    with dark.expect_response("**/theme/"):
        dark.locator("button[name=theme][value=light]").click()
    assert min(lightness(dark)) > 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_style_guide_is_photographed(window, theme):
    """For people to look at: `build/photographs/`."""
    page = window(theme=theme)
    page.goto("/styleguide/")
    target = ROOT / "build" / "photographs" / f"styleguide-{theme}.png"

    page.screenshot(path=target, full_page=True)

    assert target.stat().st_size > 50_000
