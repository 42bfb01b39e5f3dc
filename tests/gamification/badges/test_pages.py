"""Badges as people and managers use them."""

import tomllib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gamification.actions.award import look_again, revoke
from gamification.badges.plant import PLANTED, plant
from gamification.models import Award, Badge

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en"}


def text(answer):
    return answer.content.decode()


def test_a_new_site_has_its_badges_in_three_languages():
    assert Badge.objects.count() >= 20
    assert all(badge.texts.count() == 3 for badge in Badge.objects.all())
    for badge in Badge.objects.all():
        badge.full_clean()


def test_badges_are_planted_in_the_order_of_the_file():
    planted = tomllib.loads(PLANTED.read_text(encoding="utf-8"))

    assert list(Badge.objects.order_by("pk").values_list("slug", flat=True)) == list(planted)


def test_planting_again_changes_nothing_that_a_manager_changed():
    Badge.objects.filter(slug="first-answer").update(level="gold", enabled=False)

    plant()

    assert Badge.objects.get(slug="first-answer").level == "gold"


def test_the_list_marks_mine_and_says_what_is_missing(client_for, badge, answer):
    badge("mine"), badge("near", threshold=3)
    look_again([answer.author_id])

    page = text(client_for(answer.author, headers=ENGLISH).get("/badges/"))

    assert "You hold 1 of 2." in page
    assert "Yours" in page
    assert "1 / 3" in page


def test_a_badge_names_its_holders_its_rule_and_what_is_missing(client, client_for, badge, answer, person):
    badge("helper", threshold=1, repeatable=True)
    look_again([answer.author_id])

    page = text(client.get("/badges/helper/", headers=ENGLISH))
    assert answer.author.name in page
    assert answer.question.title in page
    assert "Answers to others: 1" in page
    assert "0 / 1" in text(client_for(person(), headers=ENGLISH).get("/badges/helper/"))


def test_who_lost_a_badge_reads_why(client_for, badge, answer, person, viewer):
    badge("helper")
    look_again([answer.author_id])
    revoke(Award.objects.get(), viewer(person(roles=("manager",))), "Copied from elsewhere")

    assert "Copied from elsewhere" in text(client_for(answer.author, headers=ENGLISH).get("/badges/helper/"))


def test_a_manager_gives_and_takes_back_by_hand(client_for, badge, person):
    badge("thanks", rule="hand", series="")
    browser = client_for(person(roles=("manager",)), headers=ENGLISH)
    ana = person(username="ana")

    assert browser.post("/badges/thanks/give/", {"username": "nobody", "reason": "x"}).status_code == 422
    browser.post("/badges/thanks/give/", {"username": "@Ana", "reason": "For the kind words"})
    award = Award.objects.get(person=ana)
    assert "For the kind words" in text(browser.get("/badges/thanks/"))

    browser.post(f"/badges/awards/{award.pk}/take-back/", {"reason": "A mistake"})
    assert not Award.objects.standing().exists()


def test_managers_pages_are_theirs_alone(client, client_for, badge, answer, person):
    badge("helper")
    look_again([answer.author_id])
    for path in ("/badges/helper/give/", f"/badges/awards/{Award.objects.get().pk}/take-back/"):
        assert client.get(path).status_code == 302
        assert client_for(person()).get(path).status_code == 404
        assert client_for(person(roles=("manager",))).get(path).status_code == 200


def test_the_job_gives_a_badge_to_everybody_who_earned_it(client_for, badge, answer_of, person, deliver_all):
    badge("helper")
    helpers = [person() for _ in range(3)]
    for helper in helpers:
        answer_of(helper)
    Award.objects.all().delete()

    answer = client_for(person(roles=("manager",))).post("/badges/helper/look-again/")
    deliver_all()

    assert answer["Location"].startswith("/jobs/")
    assert Award.objects.filter(badge__slug="helper").count() == 3


def test_a_profile_and_the_api_show_badges(client, client_for, badge, answer):
    badge("helper", level="gold")
    look_again([answer.author_id])
    path = f"/people/{answer.author.username}/"

    assert "Helper" in text(client.get(path))
    assert "Helper" in text(client.get(f"{path}?tab=badges"))
    assert client.get(f"/api/v1{path}").json()["badges"] == ["helper"]
    (row,) = client.get("/api/v1/badges/").json()["results"]
    assert (row["slug"], row["level"], row["holders"]) == ("helper", "gold", 1)


@pytest.mark.parametrize("path", ["/badges/", "/badges/b0/", "/api/v1/badges/"])
def test_pages_cost_the_same_for_2_and_for_24(client_for, badge, person, answer_of, path):
    browser = client_for(person())

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    def grow(numbers):
        people = [person() for _ in numbers]
        for number, somebody in zip(numbers, people, strict=True):
            badge_row = Badge.objects.create(slug=f"b{number}", series="answers", threshold=number + 1)
            Award.objects.create(badge=Badge.objects.get(slug="b0"), person=somebody)
            Award.objects.create(badge=badge_row, person=somebody, key="x")

    badge("first")
    grow(range(2))
    cost()
    few = cost()
    grow(range(2, 24))

    assert cost() == few


@pytest.mark.parametrize("path", ["/badges/nothing/", "/badges/first-answer/?after=abc"])
def test_made_up_addresses_are_not_found(client, path):
    assert client.get(path).status_code == 404
