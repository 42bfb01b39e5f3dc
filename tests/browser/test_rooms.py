"""Through every room in each language, in Chromium: a guide, a comment, a topic with a picture, a mention, a contest, a badge.

What is asserted are addresses, names of fields and what people wrote themselves: the words of the interface are the catalogs' affair.
"""

import re
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from tests.support.community import mails
from tests.support.pictures import picture

WORDS = {
    "es": SimpleNamespace(
        title="Cómo afilar las cuchillas de la picadora Tornasol",
        text="Desenchufa la picadora Tornasol y pasa la **piedra de agua** veinte veces por cada filo.",
        asked="afilar cuchillas picadora Tornasol",
        comment="Con la piedra fina me quedó como nueva, gracias por contarlo.",
        topic="Sopa fría de pepino para el verano",
        body="Pepino, yogur y menta; media hora en la nevera.",
        alt="Un plato de sopa verde",
    ),
    "pt": SimpleNamespace(
        title="Como afiar as lâminas do triturador Tornassol",
        text="Tire o triturador Tornassol da tomada e passe a **pedra de água** vinte vezes em cada fio.",
        asked="afiar lâminas triturador Tornassol",
        comment="Com a pedra fina ficou como novo, obrigada por contar.",
        topic="Sopa fria de pepino para o verão",
        body="Pepino, iogurte e hortelã; meia hora na geladeira.",
        alt="Um prato de sopa verde",
    ),
    "en": SimpleNamespace(
        title="How to sharpen the blades of the Sunturn grinder",
        text="Unplug the Sunturn grinder and draw the **whetstone** twenty times along each edge.",
        asked="sharpen blades Sunturn grinder",
        comment="With the fine stone mine is like new, thank you for telling.",
        topic="Cold cucumber soup for the summer",
        body="Cucumber, yoghurt and mint; half an hour in the fridge.",
        alt="A bowl of green soup",
    ),
}

# Milliseconds that the editor may take to save and publish while the machine is busy with other tests.
LONG = 40_000
FORUMS = {"es": "cocina", "pt": "cozinha", "en": "kitchen"}


@dataclass(frozen=True)
class Town:
    """One language: its words, and ``open("cook")``, a window of that person (without a name: of a guest)."""

    lang: str
    words: SimpleNamespace
    open: object


@pytest.fixture(scope="module", params=list(WORDS))
def settled(request, running_site):
    """The people of one language, who move in once, in whatever order the tests come."""
    running_site.once(f"from tests.support import community; community.make({request.param!r})")
    return request.param


@pytest.fixture
def town(settled, window):
    def open_window(name="", **options):
        return window(f"{name}-{settled}" if name else "", language=settled, **options)

    return Town(settled, WORDS[settled], open_window)


def until(page, what, *, seconds=20):
    """Look four times a second until ``what()`` is something; returns it."""
    for _look in range(seconds * 4):
        if found := what():
            return found
        page.wait_for_timeout(250)
    raise AssertionError(f"nothing after {seconds} s")


def in_language(page, town):
    return page.locator("html").get_attribute("lang").startswith(town.lang)


def comes_to_the_desk(keeper, text):
    """The moderator sees it arrive without loading the page again, takes it, and approves it by keyboard."""
    keeper.locator("[data-arrivals]").wait_for(state="visible", timeout=20_000)
    keeper.keyboard.press("n")
    row = keeper.locator(".desk-row", has_text=text[:30])
    row.locator("a").click()
    keeper.locator("#desk-item [data-open]", has_text=text).wait_for()
    keeper.keyboard.press("c")
    keeper.locator("#desk-item [data-mine]").wait_for()
    keeper.keyboard.press("a")
    keeper.locator("#desk-done .toast").wait_for()


@pytest.fixture
def place(running_site, settled):
    """The number of the subject that this language's guides stand under."""
    return int(running_site.shell(f"from kb.models import TopicPage; print(TopicPage.objects.get(slug='flow-{settled}').pk)"))


def writes_in_the_editor(writer, place, words):
    """A draft in Wagtail's editor, in a block of rich text with a heading and bold words, handed in for review."""
    writer.add_init_script("document.addEventListener('w-unsaved:watch-edits', () => document.documentElement.dataset.watching = '')")
    writer.goto(f"/admin/pages/add/kb/articlepage/{place}/")
    writer.locator("html[data-watching]").wait_for(state="attached")  # what is typed before belongs to the page, and isn't saved by itself
    writer.locator("#id_title").fill(words.title)
    writer.locator("[name=summary]").fill(words.asked)
    writer.locator(".c-sf-add-button").first.click()
    writer.locator("[role=option]").first.click()
    writer.locator(".public-DraftEditor-content").first.click()
    writer.keyboard.type(f"## {words.topic}")
    writer.keyboard.press("Enter")
    before, bold, after = words.text.split("**")
    for part, is_bold in ((before, False), (bold, True), (after, False)):
        if is_bold:
            writer.keyboard.press("Control+b")
        writer.keyboard.type(part)
        if is_bold:
            writer.keyboard.press("Control+b")
    # The editor hands over what was typed a quarter of a second after the last key; nobody is quicker than that but a test.
    given = "text => [...document.querySelectorAll('form input[type=hidden]')].some((field) => field.value.includes(text))"
    writer.wait_for_function(given, arg=after.strip(), timeout=LONG)
    writer.locator(".w-autosave-indicator__state--saved").wait_for(timeout=LONG)
    writer.locator("footer [data-w-dropdown-target=toggle]").click()
    writer.locator("[name=action-submit]:visible").click(timeout=LONG)
    writer.wait_for_url(f"**/admin/pages/{place}/", timeout=LONG)


def publishes_in_the_editor(keeper, words):
    """The reviewer finds it on the editor's first page, reads it there and approves it."""
    keeper.goto("/admin/")
    keeper.locator("main tr", has_text=words.title).locator(".title a").first.click()
    keeper.wait_for_url("**/edit/")
    keeper.locator(".public-DraftEditor-content strong, .public-DraftEditor-content [style*=bold]").first.wait_for(timeout=LONG)
    keeper.locator("footer [data-w-dropdown-target=toggle]").click()
    keeper.locator("[data-workflow-action-name=approve]:visible").first.click(timeout=LONG)
    keeper.wait_for_url(re.compile(r"/admin/pages/\d+/$"), timeout=LONG)


def test_a_guide_is_written_reviewed_found_and_helps(town, place):
    words = town.words
    writer, keeper, guest = town.open("writer"), town.open("keeper"), town.open()
    writes_in_the_editor(writer, place, words)
    assert in_language(writer, town)

    guest.goto(f"/search/?q={words.asked}")
    assert guest.get_by_text(words.title).count() == 0  # a draft is nobody's but theirs

    publishes_in_the_editor(keeper, words)

    def found():
        guest.goto(f"/search/?q={words.asked}")
        return guest.locator("ol.rows a", has_text=words.title).count()

    until(guest, found)
    guest.goto(f"/{town.lang}/")
    guest.locator("#q").press_sequentially(words.asked, delay=10)
    suggested = guest.locator("#suggestions [data-kind='kb.article'] a", has_text=words.title)
    suggested.click()
    guest.wait_for_url(f"**/{town.lang}/kb/flow-{town.lang}/**journey=*")
    assert in_language(guest, town) and guest.locator("h1").inner_text() == words.title
    assert guest.locator(".prose h2").inner_text() == words.topic
    assert guest.locator(".prose strong, .prose b").inner_text() == words.text.split("**")[1]
    guest.locator("#helpful [name=helpful][value=yes]").click()
    guest.locator("#helpful [role=status]").wait_for()
    assert guest.locator("#helpful button").count() == 2  # one question after the other: would they have contacted support?
    assert guest.get_by_role("button", name=re.compile("solv|resolv")).count() == 0
    reread = town.open()
    reread.goto(guest.url.split("?")[0])
    assert "1" in reread.locator("#helpful .muted").inner_text()


def test_what_is_proposed_on_the_site_is_published_from_its_queue(town):
    writer, keeper, title = town.open("writer"), town.open("keeper"), f"{town.words.title} (2)"
    writer.goto(f"/kb/propose/?lang={town.lang}")
    assert in_language(writer, town)
    writer.locator("[name=title]").fill(title)
    if writer.locator("select[name=topic]").count():
        writer.locator("select[name=topic]").select_option(label=f"Plaza {town.lang}")
    writer.locator("[name=summary]").fill(town.words.body)
    writer.locator("[name=text]").fill(town.words.body)
    writer.locator("form[data-draft=kb-article] .button-primary").click()
    writer.wait_for_url("**/kb/proposals/")
    writer.locator("main").get_by_text(title).wait_for()

    keeper.goto("/kb/reviews/")
    keeper.locator("section", has_text=title).locator("[name=decision][value=publish]").click()
    keeper.wait_for_url("**/kb/reviews/")
    assert keeper.locator("main section", has_text=title).count() == 0
    writer.goto("/kb/proposals/")
    writer.locator("main").get_by_role("link", name=title).click()
    writer.wait_for_url(f"**/{town.lang}/kb/flow-{town.lang}/**")


def test_a_comment_waits_until_the_moderator_approves_it_from_the_live_desk(town):
    newcomer, keeper, guest = town.open("newcomer"), town.open("keeper"), town.open()
    keeper.goto("/moderation/?view=all")
    keeper.locator("[data-desk][data-live-state=on]").wait_for()
    newcomer.goto(f"/{town.lang}/blog/")
    newcomer.locator("main article a, main .rows a, main h2 a").first.click()
    newcomer.locator("form#comment").wait_for()
    post = newcomer.url.split("?")[0].split("#")[0]
    newcomer.locator("#comment [name=body]").fill(town.words.comment)
    newcomer.locator("#comment > div .button-primary").click()
    newcomer.locator("#comments .pill", has_text=re.compile(r"\S")).wait_for()
    guest.goto(post)
    assert guest.get_by_text(town.words.comment).count() == 0

    comes_to_the_desk(keeper, town.words.comment)

    def shown():
        guest.goto(post)
        return guest.locator("#comments .prose", has_text=town.words.comment).count()

    until(guest, shown)
    assert in_language(guest, town)


def start_topic(page, town, title, body, *, with_picture=False):
    """A topic in the forum of the kitchen; returns its address."""
    page.goto("/forums/")
    page.locator(f"main a[href*='/{FORUMS[town.lang]}/']").first.click()
    page.locator("main a[href$='/-/new/']").first.click()
    page.locator("#id_title").fill(title)
    if page.locator(".ask-more:not([open]) summary").count():
        page.locator(".ask-more summary").click()
    page.locator("#id_body").fill(body)
    if with_picture:
        file = {"name": "soup.png", "mimeType": "image/png", "buffer": picture(size=(400, 300))}
        page.locator("[data-file-input]").set_input_files(file)
        page.locator("dialog[open] input").fill(town.words.alt)
        page.locator("dialog[open] [data-close=insert]").click()
        page.wait_for_function("() => document.querySelector('#id_body').value.includes('](/uploads/')")
    page.locator("form[data-draft^=forum-] .button-primary:visible").last.click()
    page.wait_for_url(re.compile(r"/forums/\d+/[^/]+/\d+/"))
    return page.url.split("?")[0].split("#")[0]


def test_a_topic_with_a_picture_and_a_mention_that_arrives_and_ends(town, running_site):
    cook, reader, keeper, guest = town.open("cook"), town.open("reader"), town.open("keeper"), town.open()
    topic = start_topic(cook, town, town.words.topic, town.words.body, with_picture=True)
    guest.goto(topic)
    image = guest.locator(".prose img").first
    assert image.get_attribute("alt") == town.words.alt
    image.evaluate("image => image.decode()")
    assert image.evaluate("image => image.naturalWidth") == 400

    def mention(text):
        cook.goto(topic)
        cook.locator("#reply [name=body]").fill(f"@reader-{town.lang} {text}")
        cook.locator("#reply .cluster .button-primary").click()
        cook.locator(".answer", has_text=text).wait_for()

    def bell(number):
        reader.locator(".bar-bell [data-bell-count]", has_text=str(number)).wait_for(timeout=20_000)

    def received():
        return mails(running_site.data / "mail", f"reader-{town.lang}@example.test")

    with reader.expect_websocket():
        reader.goto(f"/{town.lang}/blog/")
    mention("111")
    bell(1)
    (mail,) = until(reader, received)
    assert f'<html lang="{town.lang}"' in mail.get_body(("html",)).get_content()
    assert running_site.url in mail.get_body(("plain",)).get_content()
    end = re.search(r"<(http.*?)>", mail["List-Unsubscribe"])[1]
    guest.goto(end)
    assert in_language(guest, town)
    assert guest.request.post(end, form={"List-Unsubscribe": "One-Click"}).status == 200

    mention("222")
    bell(2)
    reader.locator(".toast-area a").last.click()
    reader.wait_for_url("**/forums/**")
    assert reader.locator(".answer", has_text="222").is_visible()
    until(keeper, lambda: nothing_waits(keeper))
    assert len(received()) == 1


def nothing_waits(manager):
    figures = manager.request.get("/metrics").text()
    return not sum(float(line.rpartition(" ")[2]) for line in figures.splitlines() if line.startswith("plaza_relay_waiting{"))


def test_a_contest_is_entered_and_voted_on_and_a_badge_is_on_the_profile(town):
    cook, reader, keeper = town.open("cook"), town.open("reader"), town.open("keeper")
    contest = f"/contests/flow-{town.lang}/"

    def opened():
        cook.goto(contest)
        return cook.locator("form[action$='/accept/']").count()

    until(cook, opened)
    assert in_language(cook, town)
    cook.locator("form[action$='/accept/'] [name=accept]").check()
    cook.locator("form[action$='/accept/'] .button-primary").click()
    cook.locator("form[action$='/accept/']").wait_for(state="detached")
    topic = start_topic(cook, town, f"{town.words.topic} 2", f"{town.words.body} #flow-{town.lang}")

    def entered():
        cook.goto(contest)
        return cook.locator(f"article.entry a[href*='{topic.split('/forums/')[1].split('/')[2]}']").count()

    until(cook, entered)
    keeper.goto(f"/contests/manage/flow-{town.lang}/next-state/")
    keeper.locator("main form input:not([type=hidden])").fill("…")
    keeper.locator("main form .button-primary").click()
    keeper.wait_for_url(f"**/contests/manage/flow-{town.lang}/")
    reader.goto(contest)
    vote = reader.locator("article.entry form[action$='/vote/'] button")
    assert vote.get_attribute("aria-pressed") == "false"
    vote.click()
    reader.locator("article.entry form[action$='/vote/'] button[aria-pressed=true]").wait_for()
    cook.goto(contest)
    assert cook.locator("article.entry form[action$='/vote/']").count() == 0  # nobody votes for their own

    def badges():
        reader.goto(f"/people/cook-{town.lang}/?tab=badges")
        return reader.locator(".badges .badge a[href='/badges/contestant/']").count()

    until(reader, badges)
    assert reader.locator(".badges .badge a[href='/badges/first-topic/']").count()
