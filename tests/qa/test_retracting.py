"""Taking back, on the pages and in the API."""

import re

import pytest

pytestmark = pytest.mark.django_db

MINE = "You took this back"
HTMX = {"HX-Request": "true"}


def text_of(response):
    return response.content.decode()


def test_a_question_is_taken_back_gone_for_others_and_brought_back(client, client_for, asker, person, question):
    browser, address = client_for(asker), question.get_absolute_url()
    assert f"/questions/{question.pk}/-/retract/" in text_of(browser.get(address))

    page = text_of(browser.post(f"/questions/{question.pk}/-/retract/", follow=True))
    assert MINE in page
    assert "You took it back" in page
    assert "noindex" in page
    for other in (client, client_for(person(trust=4))):
        assert other.get(address).status_code == 410
        assert other.get(f"/questions/{question.pk}/-/versions/").status_code == 410
    staff = text_of(client_for(person(roles=["agent"])).get(address))
    assert "Its author took this back" in staff
    assert "/-/unretract/" not in staff

    page = text_of(browser.post(f"/questions/{question.pk}/-/unretract/", follow=True))
    assert MINE not in page
    assert client.get(address).status_code == 200


def test_an_answer_is_taken_back_and_brought_back_in_place(client, client_for, question, answer):
    browser = client_for(answer.author)

    thread = text_of(browser.post(f"/questions/answers/{answer.pk}/retract/", headers=HTMX))
    assert thread.strip().startswith('<div id="thread">')
    assert MINE in thread
    assert answer.body_text not in text_of(client.get(question.get_absolute_url()))
    assert client.get(f"/questions/answers/{answer.pk}/").status_code == 410

    page = browser.post(f"/questions/answers/{answer.pk}/unretract/", follow=True)
    assert page.redirect_chain[-1][0].endswith(f"#answer-{answer.pk}")
    assert answer.body_text in text_of(client.get(question.get_absolute_url()))


def test_a_comment_is_taken_back_and_brought_back_in_place(client, client_for, person, question, answer, comment_on):
    for post, place in ((question, "question"), (answer, f"answer-{answer.pk}")):
        written = comment_on(post, body="Which model is it?")
        browser, address = client_for(written.author), f"/questions/comments/{written.pk}/retract/"
        assert address in text_of(browser.get(question.get_absolute_url()))

        drawn = text_of(browser.post(address, headers=HTMX))
        assert f'id="comments-{place}"' in drawn
        assert f"/questions/comments/{written.pk}/unretract/" in drawn
        assert "Which model is it?" not in text_of(client.get(question.get_absolute_url()))

        browser.post(f"/questions/comments/{written.pk}/unretract/")
        assert "Which model is it?" in text_of(client.get(question.get_absolute_url()))
        browser.post(address)


def test_the_button_is_there_only_while_it_may_be_taken_back(client_for, asker, answer):
    assert "/-/retract/" not in text_of(client_for(asker).get(answer.question.get_absolute_url()))
    client_for(asker).post(f"/questions/answers/{answer.pk}/accept/")

    browser = client_for(answer.author)
    assert "/retract/" not in text_of(browser.get(answer.question.get_absolute_url()))
    assert browser.post(f"/questions/answers/{answer.pk}/retract/").status_code == 403
    assert client_for(asker).post(f"/questions/{answer.question_id}/-/retract/").status_code == 403


def test_guests_sign_in_first_and_reading_changes_nothing(client, client_for, asker, question):
    assert client.post(f"/questions/{question.pk}/-/retract/")["Location"].startswith("/accounts/login/")
    assert client_for(asker).get(f"/questions/{question.pk}/-/retract/").status_code == 405


def test_a_moderator_brings_it_back(client_for, person, asker, question):
    client_for(asker).post(f"/questions/{question.pk}/-/retract/")
    moderator = client_for(person(roles=["moderator"]))
    assert re.search(r"/-/unretract/", text_of(moderator.get(question.get_absolute_url())))

    assert moderator.post(f"/questions/{question.pk}/-/unretract/", follow=True).status_code == 200
    question.refresh_from_db()
    assert question.visibility == "public"


def test_the_api_takes_back_and_brings_back(client, client_for, asker, question, answer, comment_on):
    remark = comment_on(answer)
    for kind, post in (("qa.comment", remark), ("qa.answer", answer), ("qa.question", question)):
        address = f"/api/v1/retractions/{kind}/{post.pk}/"
        browser = client_for(post.author)
        assert client_for(comment_on(question).author).post(address).status_code == 403
        assert browser.post(address).json()["state"] == "retracted"
        assert browser.delete(address).json()["state"] == "public"
        assert browser.post(address).json() == {"key": f"{kind}:{post.pk}", "state": "retracted"}

    assert client_for(asker).post("/api/v1/retractions/qa.else/1/").status_code == 404
    gone = client.get(f"/api/v1/questions/{question.pk}/")
    assert (gone.status_code, gone["Content-Type"]) == (410, "application/problem+json")
    assert client_for(asker).get(f"/api/v1/questions/{question.pk}/").json()["state"] == "retracted"
