import pytest

from qa.models import Answer, Question

pytestmark = pytest.mark.django_db

ASKED = {"title": "The drum does not turn any more", "body": "It hums.", "tags": ["drum"], "lang": "en"}


def post(browser, path, data=None, **headers):
    return browser.post(f"/api/v1/{path}", data or {}, content_type="application/json", headers=headers)


def test_asking(client_for, person):
    response = post(client_for(person()), "questions/", ASKED)

    question = Question.objects.get()
    assert (response.status_code, response.json()) == (
        201,
        {"id": question.pk, "key": f"qa.question:{question.pk}", "url": question.get_absolute_url(), "state": "open"},
    )


def test_held_content_says_pending(client_for, person, admission, question):
    admission("hold")
    browser = client_for(person())

    assert post(browser, "questions/", ASKED).json()["state"] == "pending"
    assert post(browser, f"questions/{question.pk}/answers/", {"body": "Filter"}).json()["state"] == "pending"


def test_a_key_makes_a_post_repeatable(client_for, person):
    browser = client_for(person())

    first, second = (post(browser, "questions/", ASKED, **{"Idempotency-Key": "k1"}) for _ in range(2))

    assert first.json() == second.json()
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 151},
        {"title": "Help"},
        {"body": ""},
        {"body": "x" * 30_001},
        {"tags": "drum"},
        {"lang": "xx"},
        {"tags": ["a"] * 6},
    ],
)
def test_what_is_wrong_is_a_problem(client_for, person, wrong):
    response = post(client_for(person()), "questions/", ASKED | wrong)

    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["errors"][0]["pointer"].startswith(f"#/{next(iter(wrong))}")


def test_guests_read_and_do_not_write(client, question, answer):
    assert client.get("/api/v1/questions/").json()["results"][0]["title"] == question.title
    assert client.get(f"/api/v1/questions/{question.pk}/").json()["tags"] == ["brisa-9", "drum"]
    assert client.get(f"/api/v1/questions/{question.pk}/answers/").json()["results"][0]["id"] == answer.pk
    assert post(client, "questions/", ASKED).status_code in (401, 403)


def test_held_questions_are_not_there_for_others(client, client_for, ask, admission, asker):
    admission("hold")
    held = ask()

    assert client.get(f"/api/v1/questions/{held.pk}/").status_code == 404
    assert client.get("/api/v1/questions/").json()["results"] == []
    assert client_for(asker).get(f"/api/v1/questions/{held.pk}/").json()["state"] == "pending"


def test_answering_accepting_and_withdrawing(client_for, person, asker, question):
    answer_id = post(client_for(person()), f"questions/{question.pk}/answers/", {"body": "Filter"}).json()["id"]
    browser = client_for(asker)

    assert post(browser, f"answers/{answer_id}/accept/").json() == {"question": question.pk, "accepted": answer_id, "state": "solved"}
    assert browser.delete(f"/api/v1/answers/{answer_id}/accept/").json()["accepted"] is None
    assert post(client_for(person()), f"answers/{answer_id}/accept/").status_code == 403


def test_whoever_accepts_in_the_askers_place_says_why(client_for, person, question, answer):
    browser = client_for(person(roles=["agent"]))

    refused = post(browser, f"answers/{answer.pk}/accept/")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/reason")
    assert post(browser, f"answers/{answer.pk}/accept/", {"reason": "x" * 301}).status_code == 400

    assert post(browser, f"answers/{answer.pk}/accept/", {"reason": "It is in the manual"}).json()["accepted"] == answer.pk
    assert browser.get(f"/api/v1/questions/{question.pk}/").json()["accepted_reason"] == "It is in the manual"


def test_voting(client_for, person, answer):
    browser = client_for(person())

    scores = [post(browser, "votes/", {"kind": "qa.answer", "id": answer.pk, "value": value}).json()["score"] for value in (1, -1, 0)]

    assert scores == [1, -1, 0]
    assert post(browser, "votes/", {"kind": "qa.answer", "id": answer.pk, "value": 5}).status_code == 400
    assert post(browser, "votes/", {"kind": "qa.answer", "id": 10**30, "value": 1}).status_code == 400
    assert post(client_for(answer.author), "votes/", {"kind": "qa.answer", "id": answer.pk, "value": 1}).status_code == 403


def test_a_refusal_says_why(client_for, person, admission):
    admission("refuse", "spam")

    response = post(client_for(person()), "questions/", ASKED)

    assert (response.status_code, response.json()["reasons"]) == (422, ["spam"])


@pytest.mark.parametrize("what", ["questions/", "questions/{}/answers/"])
def test_lists_cost_the_same_for_2_and_for_50(client, ask, person, what, question):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    author, counts, address = person(), [], f"/api/v1/{what.format(question.pk)}?limit=100"
    client.get(address)
    for more in (2, 48):
        Answer.objects.bulk_create(Answer(question=question, author=author, body_text="x", body_html="x") for _ in range(more))
        Question.objects.bulk_create(
            Question(title="Title", slug="title", lang="en", author=author, body_text="x", body_html="x") for _ in range(more)
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
