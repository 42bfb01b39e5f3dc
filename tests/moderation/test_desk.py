"""The desk as pages and forms, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from moderation.actions.claim import claim
from moderation.actions.decide import decide
from moderation.actions.raise_flag import raise_flag
from moderation.models import ReviewItem
from qa.models import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(moderator, client_for):
    from accounts.models import User

    return client_for(User.objects.get(pk=moderator.user_id))


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def rows_in(response):
    return [int(id) for id in re.findall(r'data-item="(\d+)"', response.content.decode())]


@pytest.mark.parametrize("address", ["/moderation/", "/moderation/rows/", "/moderation/items/1/"])
@pytest.mark.parametrize(
    "roles, status", [(None, 302), ((), 403), (("agent",), 403), (("moderator",), 200), (("manager",), 200), (("admin",), 200)]
)
def test_who_sees_the_desk(client, client_for, person, held, address, roles, status):
    item = held()
    browser = client if roles is None else client_for(person(roles=roles))

    assert browser.get(address.replace("/1/", f"/{item.pk}/")).status_code == status


@pytest.mark.parametrize("verb", ["claim", "release", "decide", "undo"])
@pytest.mark.parametrize("roles, status", [(None, 302), ((), 403), (("agent",), 403)])
def test_nobody_else_acts_at_the_desk(client, client_for, person, held, verb, roles, status):
    item = held()
    browser = client if roles is None else client_for(person(roles=roles))

    response = browser.post(f"/moderation/items/{item.pk}/{verb}/", {"do": "approve", "version": 1})

    item.refresh_from_db()
    assert (response.status_code, item.state, item.claimed_by) == (status, "pending", None)


def test_empty_desk_names_a_next_step(at_desk):
    assert "/questions/?sort=unanswered" in text_of(at_desk.get("/moderation/"))


def test_item_shows_text_evidence_and_history(at_desk, question, card, person, viewer):
    raise_flag(card(question), viewer(person(display_name="Noemí Caballero"), trust=2), "spam", note="third time today")

    shown = text_of(at_desk.get("/moderation/"))

    for expected in ["It rattles at 1200 turns.", "Noemí Caballero", "third time today", "+3<", "Flagged", "The drum is loud"]:
        assert expected in shown


def test_unknown_item_is_404(at_desk):
    assert at_desk.get("/moderation/items/99/").status_code == 404
    assert at_desk.post("/moderation/items/99/claim/").status_code == 404


def test_approving_by_form_publishes_and_shows_the_next_with_an_undo(at_desk, held):
    first, second = held(title="First one"), held(title="Second one")

    response = at_desk.post(f"/moderation/items/{first.pk}/decide/", {"do": "approve", "version": first.version}, follow=True)

    assert Question.objects.get(pk=first.object_id).visibility == "public"
    assert response.redirect_chain[0][0] == f"/moderation/items/{second.pk}/?done={first.pk}"
    assert rows_in(response) == [second.pk]
    assert f'action="/moderation/items/{first.pk}/undo/"' in text_of(response)


def test_undo_by_form(at_desk, held, moderator):
    item = held()
    item = decide(item.pk, moderator, "approved", version=item.version)

    response = at_desk.post(f"/moderation/items/{item.pk}/undo/", {"version": item.version})

    assert response.status_code == 302
    assert Question.objects.get(pk=item.object_id).visibility == "pending"


def test_rejecting_without_a_reason_keeps_what_was_typed(at_desk, held):
    item = held()

    response = at_desk.post(
        f"/moderation/items/{item.pk}/decide/", {"do": "reject", "version": item.version, "message": "Please <b>don't</b>"}
    )

    assert response.status_code == 422
    assert "Say why: the author reads it." in text_of(response)
    assert "Please &lt;b&gt;don&#x27;t&lt;/b&gt;" in text_of(response)


def test_stale_form_is_refused_with_what_changed(at_desk, question, card, person, viewer):
    flag = raise_flag(card(question), viewer(person()), "spam")
    seen = flag.item.version
    raise_flag(card(question), viewer(person(display_name="Dulce Ortega")), "insult")

    response = at_desk.post(f"/moderation/items/{flag.item_id}/decide/", {"do": "approve", "version": seen})

    assert response.status_code == 409
    shown = text_of(response)
    assert "Something has changed since you opened this." in shown
    assert "Flagged, Dulce Ortega (Insulting or aggressive)" in shown
    assert ReviewItem.objects.get().state == "pending"


def test_anothers_claim_is_named(at_desk, held, other_moderator):
    item = held()
    claim(item.pk, other_moderator)

    response = at_desk.post(f"/moderation/items/{item.pk}/claim/")

    assert response.status_code == 409
    assert "Iván Ortiz is working on this one." in text_of(response)


@pytest.mark.parametrize("body", [{}, {"do": "explode", "version": 1}, {"do": "approve"}, {"do": "approve", "version": "x"}])
def test_malformed_decision_changes_nothing(at_desk, held, body):
    item = held()

    assert at_desk.post(f"/moderation/items/{item.pk}/decide/", body).status_code == 422
    item.refresh_from_db()
    assert item.state == "pending"


@pytest.mark.parametrize("query", ["view=nonsense", "size=-1", "size=99999999999", "done=x", "lang=%00", "why='", "ids=1,a,", "item=\x00"])
def test_strange_queries_do_no_harm(at_desk, held, query):
    held()

    assert at_desk.get(f"/moderation/?{query}").status_code == 200
    assert at_desk.get(f"/moderation/rows/?{query}").status_code == 200


def test_ones_own_text_shows_no_buttons(client_for, person, held):
    mora = person(roles=("moderator",), trust=1)
    item = held(by=mora)
    browser = client_for(mora)

    shown = text_of(browser.get(f"/moderation/items/{item.pk}/"))

    assert "Somebody else decides on your own texts." in shown and 'name="do"' not in shown
    assert browser.post(f"/moderation/items/{item.pk}/decide/", {"do": "approve", "version": item.version}).status_code == 403


def test_opening_ones_claimed_item_renews_the_claim(at_desk, held, moderator):
    item = held()
    claim(item.pk, moderator)
    ReviewItem.objects.update(claimed_until=now() + timedelta(minutes=1))

    at_desk.get(f"/moderation/items/{item.pk}/")

    item.refresh_from_db()
    assert item.claimed_until > now() + timedelta(minutes=9)


def test_order_is_score_then_clock_then_language(at_desk, held):
    light, heavy, overdue, mine = (held(title=f"Item number {n}") for n in range(4))
    ReviewItem.objects.filter(pk=light.pk).update(lang="es")
    ReviewItem.objects.filter(pk=heavy.pk).update(score=9, lang="es")
    ReviewItem.objects.filter(pk=overdue.pk).update(opened_at=now() - timedelta(hours=2), lang="es")
    ReviewItem.objects.filter(pk=mine.pk).update(lang="en")

    assert rows_in(at_desk.get("/moderation/")) == [heavy.pk, overdue.pk, mine.pk, light.pk]


def test_views_and_filters(at_desk, held, question, card, moderator, person, viewer):
    newcomer, overdue, claimed, escalated, decided = (held(title=f"Item number {n}") for n in range(5))
    flagged = raise_flag(card(question), viewer(person()), "spam").item
    ReviewItem.objects.filter(pk=overdue.pk).update(opened_at=now() - timedelta(hours=2))
    ReviewItem.objects.filter(pk=newcomer.pk).update(lang="pt")
    claim(claimed.pk, moderator)
    decide(escalated.pk, moderator, "escalated", version=escalated.version)
    decide(decided.pk, moderator, "approved", version=decided.version)

    def shown(query):
        return set(rows_in(at_desk.get(f"/moderation/?{query}")))

    assert shown("") == {newcomer.pk, overdue.pk, claimed.pk, escalated.pk, flagged.pk}
    assert shown("view=mine") == {claimed.pk}
    assert shown("view=overdue") == {overdue.pk}
    assert shown("view=escalated") == {escalated.pk}
    assert shown("view=decided") == {decided.pk}
    assert shown("why=spam") == {flagged.pk}
    assert shown("why=first_posts") == {newcomer.pk, overdue.pk, claimed.pk, escalated.pk}
    assert shown("lang=pt") == {newcomer.pk}
    assert shown("view=decided&why=spam") == set()


def test_rows_of_some_items_leave_out_what_does_not_belong(at_desk, held, moderator):
    waiting, decided = held(title="Item number 1"), held(title="Item number 2")
    decide(decided.pk, moderator, "approved", version=decided.version)

    response = at_desk.get(f"/moderation/rows/?ids={waiting.pk},{decided.pk},999&view=mine")

    assert rows_in(response) == [decided.pk]
    assert "data-decided" in text_of(response)


def test_with_htmx_the_pane_alone_is_drawn(at_desk, held):
    first, second = held(title="First one"), held(title="Second one")
    htmx = {"HX-Request": "true"}

    pane = at_desk.get(f"/moderation/items/{first.pk}/", headers=htmx)
    assert "<html" not in text_of(pane) and "First one" in text_of(pane)

    response = at_desk.post(f"/moderation/items/{first.pk}/decide/", {"do": "approve", "version": first.version}, headers=htmx)
    assert response["HX-Push-Url"] == f"/moderation/items/{second.pk}/"
    assert response["HX-Trigger"] == f'{{"desk:acted": {first.pk}}}'
    assert "Second one" in text_of(response) and 'hx-swap-oob="innerHTML:#desk-done"' in text_of(response)

    restored = at_desk.get(f"/moderation/items/{second.pk}/", headers={**htmx, "HX-History-Restore-Request": "true"})
    assert "<html" in text_of(restored)


def test_page_costs_the_same_for_2_and_for_50_items(at_desk, held, person, viewer, card, moderator):
    def held_and_flagged(n):
        item = held(title=f"Item number {n}", by=person(trust=1))
        raise_flag(card(Question.objects.get(pk=item.object_id)), viewer(person()), "spam")
        claim(item.pk, moderator)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert at_desk.get("/moderation/").status_code == 200
        return [query["sql"][:150] for query in seen.captured_queries]

    for n in range(2):
        held_and_flagged(n)
    at_desk.get("/moderation/")
    few = queries()
    for n in range(48):
        held_and_flagged(n)

    many = queries()
    assert len(many) == len(few), "\n".join(many)
    assert len(few) <= 48  # four of them look for duplicates of the open item


def test_more_than_one_page_of_items(at_desk, question):
    questions = Question.objects.bulk_create(
        Question(title=f"Q{n}", slug="q", lang="en", author=question.author, visibility="public", body_html="x") for n in range(60)
    )
    ReviewItem.objects.bulk_create(
        ReviewItem(kind="qa.question", object_id=question.pk, author=question.author, score=n) for n, question in enumerate(questions)
    )

    first = at_desk.get("/moderation/")
    assert (len(rows_in(first)), "size=100" in text_of(first)) == (50, True)
    assert len(rows_in(at_desk.get("/moderation/?size=100"))) == 60


def test_text_is_shown_sanitised(at_desk, held):
    held(title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)> hello")

    shown = text_of(at_desk.get("/moderation/"))

    assert "<script>alert" not in shown and "onerror=alert" not in re.sub("&lt;.*?&gt;", "", shown)
