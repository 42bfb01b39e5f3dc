"""The support form, cases, the desk and the insights in Chromium: without JavaScript, in both themes, on narrow screens."""

DAYS = "?from=2020-01-01&to=2022-12-31"
TEAM = [
    "/support/desk/",
    "/support/desk/?state=closed",
    "/support/desk/1/",
    "/support/desk/leads/",
    "/support/sync/",
    "/support/escalate/?kind=qa.question&id=1",
    "/insights/",
    "/insights/?from=nonsense",
    f"/insights/{DAYS}",
    "/insights/evidence/questions.unanswered/",
    "/insights/evidence/deflection.classes/",
    "/support/solved/?kind=qa.question&id=1&form=support",
    "/support/solved/thanks/",
    "/support/not-answered/",
]


def test_a_guest_solves_it_on_the_support_form_without_javascript(window):
    guest = window(javascript=False, language="es")

    guest.goto("/support/")
    guest.locator("[name=subject]").fill("lavadora no centrifuga E04")
    guest.locator("[name=description]").fill("Desde el sábado queda con agua.")
    guest.locator("button[name=preview]").click()
    assert guest.locator("[name=description]").input_value() == "Desde el sábado queda con agua."
    guest.locator("#suggestions details").first.locator("summary").click()
    guest.locator("#suggestions button[name=solved]").first.click()
    guest.locator("button[name=would][value=yes]").click()

    guest.wait_for_url("**/support/solved/thanks/")


def test_a_member_sends_a_case_and_the_agent_replies(window):
    member = window("member")
    member.goto("/support/")
    member.locator("[name=subject]").fill("La estufa no enciende")
    member.locator("main button.button-primary").last.click()
    assert member.locator("[name=subject]").input_value() == "La estufa no enciende"
    member.locator("[name=description]").fill("Hace clic y no prende.")
    member.locator("main button.button-primary").last.click()
    member.wait_for_url("**/support/cases/*/")
    number = member.url.rstrip("/").split("/")[-1]

    agent = window("agent")
    agent.goto(f"/support/desk/{number}/")
    agent.locator("[name=body]").fill("Revisa el gas y el encendedor.")
    agent.locator("[name=public][value='1']").check()
    agent.locator("form button.button-primary").click()
    agent.locator("[name=body]").fill("Cliente de garantía extendida.")
    agent.locator("[name=public][value='0']").check()
    agent.locator("form button.button-primary").click()
    agent.locator("text=Cliente de garantía extendida.").wait_for()

    member.reload()
    assert "Revisa el gas" in member.inner_text("main")
    assert "garantía extendida" not in member.inner_text("main")


def test_the_teams_pages_are_accessible_and_fit(window, axe, fits):
    page = window("manager")
    for address in TEAM:
        page.goto(address)
        axe(page)
        fits(page)


def test_the_pages_of_members_are_accessible(window, axe):
    page = window("member")
    page.goto("/support/cases/")
    axe(page)
    page.goto("/support/")
    page.locator("main button.button-primary").last.click()
    page.locator(".notice-error").wait_for()
    axe(page)
