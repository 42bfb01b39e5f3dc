"""The main job as people do it, in Spanish, in Chromium, with a window each for guest, member, moderator, expert and agent."""

import re

import pytest

PROBLEM = "Mi lavadora Brisa 9 no centrifuga y sale E04"
DAY = "?from=2020-01-01&to=2100-01-01"


@pytest.fixture
def summary(window):
    """What the API tells a manager of all deflections so far. It begins when nothing of earlier visits is on its way any more."""
    manager = window("manager")

    def read():
        return manager.request.get(f"/api/v1/deflection/summary/{DAY}").json()

    def waiting():
        figures = manager.request.get("/metrics").text()
        return sum(float(line.rpartition(" ")[2]) for line in figures.splitlines() if line.startswith("plaza_relay_waiting{"))

    until(manager, waiting, lambda now: now == 0)
    return read


def until(page, what, holds, *, seconds=20):
    """Wait until ``holds(what())``, looking four times a second; returns what it was then."""
    for _look in range(seconds * 4):
        if holds(now := what()):
            return now
        page.wait_for_timeout(250)
    raise AssertionError(f"still {now!r} after {seconds} s")


def test_a_guest_finds_the_answer_and_the_deflection_has_its_evidence(window, summary):
    before = summary()
    guest = window()

    guest.goto("/")
    guest.locator("#q").press_sequentially("lavadora no centrifuga E04", delay=15)
    guest.locator("#suggestions .suggestion").first.click()
    guest.wait_for_url("**/questions/1/**journey=*")
    guest.locator("button[name=answered][value=yes]").click()
    guest.locator("button[name=would][value=yes]").click()
    guest.wait_for_url("**/support/solved/thanks/")

    after = until(guest, summary, lambda now: now["confirmed"] == before["confirmed"] + 1)
    evidence = window("manager").request.get(f"/api/v1/deflection/evidence/{DAY}&class=confirmed").json()["results"]
    assert len(evidence) == after["confirmed"]
    assert "qa.question:1" in str(evidence)


def test_a_suggestion_on_the_ask_page_ends_the_question_happily(window, summary):
    member, manager = window("member"), window("manager")
    confirmed = summary()["confirmed"]

    def evidence():
        """Of this form alone: what was typed in others a moment ago is written within a second, and may only be counted now."""
        journeys = manager.request.get(f"/api/v1/deflection/evidence/{DAY}").json()["results"]
        return [journey for journey in journeys if any(step["query"].startswith("Mi lavadora Brisa") for step in journey["interactions"])]

    member.goto("/questions/ask/")
    member.locator("[name=title]").press_sequentially(PROBLEM, delay=10)
    suggestion = member.locator("#suggestions details").first
    suggestion.locator("summary").click()
    assert "filtro de la bomba" in suggestion.inner_text()
    member.wait_for_timeout(3500)  # a person reads: three seconds in sight make it "seen"
    suggestion.locator("button[name=solved]").click()
    member.locator("button[name=would][value=yes]").click()
    member.wait_for_url("**/support/solved/thanks/")

    [journey] = until(manager, evidence, lambda now: any(found["outcome"] == "confirmed" for found in now))
    assert journey["form_started"]
    assert summary()["confirmed"] == confirmed + 1


def test_from_question_to_points_with_the_desk_live_in_between(window):
    moderator, member, expert = window("moderator"), window("member"), window("expert")
    moderator.goto("/moderation/?view=all")
    member.goto("/questions/ask/")
    member.locator("[name=title]").press_sequentially("¿Sirve un detergente genérico en la Brisa 9?", delay=10)
    member.locator(".ask-more summary").click()
    member.locator("[name=body]").fill("Hace **mucha** espuma y se detiene a la mitad.")
    member.locator(".ask-more button.button-primary").click()
    member.wait_for_url(re.compile(r"/questions/\d+/"))
    address = member.url.split("?")[0]
    stranger = window()
    assert stranger.goto(address).status == 404

    moderator.locator("[data-arrivals]").wait_for(state="visible")
    moderator.locator("[data-arrivals]").click()
    moderator.get_by_text("detergente genérico").first.click()
    moderator.locator("#desk-item [data-open]").filter(has_text="detergente genérico").wait_for()
    moderator.keyboard.press("c")
    moderator.locator("#desk-item [data-mine]").wait_for()
    moderator.keyboard.press("a")
    moderator.locator("#desk-done").filter(has_text=re.compile(r"\S")).wait_for()
    assert stranger.goto(address).status == 200

    points = expert.request.get("/api/v1/people/expert/").json()["points"]
    expert.goto(address)
    answering = expert.locator("form[action$='/-/answer/']")
    answering.locator("[name=body]").fill("Usa **la mitad**: así espuma menos.")
    answering.locator("button.button-primary").click()
    expert.get_by_text("espuma menos").wait_for()
    member.goto(address)
    member.locator("form[action$='/accept/'] button").first.click()
    member.locator("[data-accepted]").wait_for()

    until(expert, lambda: expert.request.get("/api/v1/people/expert/").json()["points"], lambda now: now == points + 15)
    assert stranger.goto(address).status == 200
    assert stranger.locator(".pill-solved").first.is_visible()


def test_a_thread_becomes_one_case_and_only_the_public_reply_comes_back(window):
    agent, guest = window("agent"), window()
    agent.goto("/questions/8/")
    thread = agent.url.split("?")[0]
    agent.locator("#escalate-reason").fill("Hace falta la lista de puertos.")
    agent.locator("form[action$='/escalate/'] button").click()
    agent.goto(thread)
    agent.locator(".staff-box a[href*='/support/desk/']").click()
    case = agent.url

    for text, public in (("El puerto 8883 saliente.", 1), ("No sabe apagar el aislamiento de clientes.", 0)):
        agent.goto(case)
        agent.locator("[name=body]").fill(text)
        agent.locator(f"[name=public][value='{public}']").check()
        agent.locator("form:has([name=body]) button.button-primary").click()
        agent.get_by_text(text).first.wait_for()

    def thread_text():
        guest.goto(thread)
        return guest.locator("main").inner_text()

    shown = until(guest, thread_text, lambda text: "8883" in text)
    assert "aislamiento" not in shown
    cases = agent.request.get("/api/v1/cases/").json()["results"]
    assert len([case for case in cases if (case["thread_url"] or "").endswith(thread.removeprefix(guest.url.split("/questions")[0]))]) == 1
