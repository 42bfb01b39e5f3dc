"""What a browser without JavaScript does: forms that post and redirect, and keep what was typed when something is wrong."""

import html
import re

import pytest

from qa.models import Answer, Comment, Draft, Follow, Question, Vote

pytestmark = pytest.mark.django_db

TYPED = {"title": "The drum does not turn any more", "body": "It hums and stops.", "tags": "drum, pump", "lang": "en", "follow": "on"}


def text_of(response):
    return response.content.decode()


def nonce_on(page):
    return re.search(r'name="nonce" value="(\w+)"', text_of(page))[1]


def test_asking(client_for, person):
    browser = client_for(person())
    typed = TYPED | {"nonce": nonce_on(browser.get("/questions/ask/"))}

    response = browser.post("/questions/ask/", typed, follow=True)

    question = Question.objects.get()
    assert response.redirect_chain[-1][0] == question.get_absolute_url()
    assert "Your question is published." in text_of(response)
    assert {tag.name for tag in question.tags.all()} == {"drum", "pump"}


def test_a_double_click_asks_once(client_for, person):
    browser = client_for(person())
    typed = TYPED | {"nonce": nonce_on(browser.get("/questions/ask/"))}

    first, second = (browser.post("/questions/ask/", typed) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Question.objects.count() == 1


def test_a_held_question_says_so(client_for, person, admission):
    admission("hold")

    response = client_for(person()).post("/questions/ask/", TYPED, follow=True)

    assert "It waits for a moderator" in text_of(response)


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"title": ""}, "Say in one sentence what happens."),
        ({"title": "Help"}, "A few more words, please"),
        ({"title": "x" * 151}, "1 character too long"),
        ({"body": ""}, "Tell us a little more"),
        ({"body": "y" * 30_001}, "at most 30000 fit"),
        ({"tags": "a1, b2, c3, d4, e5, f6"}, "At most 5 topics"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client_for, person, wrong, told):
    typed = TYPED | wrong

    response = client_for(person()).post("/questions/ask/", typed)

    page = html.unescape(text_of(response))
    assert response.status_code == 422
    assert told in page
    assert all(value in page for value in (typed["title"], typed["body"], typed["tags"]))
    assert not Question.objects.exists()


def test_errors_speak_the_readers_language(client_for, person):
    page = text_of(client_for(person(language="es")).post("/questions/ask/", TYPED | {"title": ""}))

    assert '<html lang="es' in page


def test_a_refusal_says_why_and_keeps_the_text(client_for, person, admission):
    admission("refuse", "spam")

    page = text_of(client_for(person()).post("/questions/ask/", TYPED))

    assert "Reason: spam" in page
    assert "It hums and stops." in page


def test_a_guests_question_waits_while_they_sign_in(client, person):
    response = client.post("/questions/ask/", TYPED)
    assert response["Location"].startswith("/accounts/login/")

    client.force_login(person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = html.unescape(text_of(client.get("/questions/ask/")))

    assert all(TYPED[name] in page for name in ("title", "body", "tags"))


def test_suggestions_by_a_button(client, monkeypatch):
    from core.ports import suggester

    found = suggester.Suggestion(
        "qa.question", 7, "Drum stands still", "/questions/7/x/", "en", "It <mark>hums</mark>", "It hums", True, 1.0
    )
    monkeypatch.setattr(suggester, "_provider", lambda text, viewer, **options: suggester.Answers([found]))

    page = text_of(client.post("/questions/ask/", TYPED | {"preview": "1"}))

    assert "Drum stands still" in page
    assert 'value="qa.question:7"' in page
    assert TYPED["body"] in page
    assert not Question.objects.exists()


def test_a_draft_is_saved_and_found_again(client_for, person):
    browser = client_for(person())

    browser.post("/questions/ask/", TYPED | {"title": "Half a", "draft": "1"})

    assert Draft.objects.get().title == "Half a"
    page = text_of(browser.get("/questions/ask/"))
    assert "Half a" in page
    assert "It hums and stops." in page


def test_people_who_may_not_post_yet_keep_their_text(client_for, person):
    response = client_for(person(confirmed=False)).post("/questions/ask/", TYPED)

    assert response.status_code == 422
    assert "confirm your e-mail address" in text_of(response)
    assert TYPED["body"] in text_of(response)


def test_posting_too_fast_keeps_the_text(client_for, person, monkeypatch):
    from qa import limits

    monkeypatch.setitem(limits.RATES, "ask", "1/h")
    browser = client_for(person())
    browser.post("/questions/ask/", TYPED)

    page = text_of(browser.post("/questions/ask/", TYPED | {"title": "Another question about pumps"}))

    assert "That was a lot in a short time" in page
    assert "Another question about pumps" in page
    assert Question.objects.count() == 1


def test_answering(client_for, person, question):
    browser = client_for(person())

    response = browser.post(f"/questions/{question.pk}/-/answer/", {"body": "Clean the filter."}, follow=True)

    assert "Clean the filter." in text_of(response)
    assert response.redirect_chain[-1][0].endswith(f"#answer-{Answer.objects.get().pk}")


def test_an_empty_answer_says_so_on_the_question_page(client_for, person, question):
    response = client_for(person()).post(f"/questions/{question.pk}/-/answer/", {"body": "  "})

    assert response.status_code == 422
    assert "Write something first." in text_of(response)
    assert question.title in text_of(response)


def test_an_over_long_answer_is_kept(client_for, person, question):
    body = "z" * 30_005

    assert body in text_of(client_for(person()).post(f"/questions/{question.pk}/-/answer/", {"body": body}))


def test_a_guests_answer_waits_while_they_sign_in(client, person, question):
    response = client.post(f"/questions/{question.pk}/-/answer/", {"body": "Clean the filter."})
    assert response["Location"].startswith("/accounts/login/")

    client.force_login(person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Clean the filter." in text_of(client.get(question.get_absolute_url()))


def test_commenting(client_for, person, question, answer):
    browser = client_for(person())

    browser.post(f"/questions/{question.pk}/-/comment/", {"body": "Which model?"})
    response = browser.post(f"/questions/answers/{answer.pk}/comment/", {"body": "Thanks!"}, follow=True)

    assert "Which model?" in text_of(response)
    assert Comment.objects.filter(answer=answer).count() == 1


def test_a_comment_that_is_too_long_is_kept(client_for, person, question):
    response = client_for(person()).post(f"/questions/{question.pk}/-/comment/", {"body": "c" * 601})

    assert response.status_code == 422
    assert "c" * 601 in text_of(response)


def test_voting(client_for, person, question, answer):
    browser = client_for(person())

    for address, value in ((f"{question.pk}/-/vote/", "1"), (f"answers/{answer.pk}/vote/", "-1")):
        assert browser.post(f"/questions/{address}", {"value": value}).status_code == 302

    assert sorted(Vote.objects.values_list("kind", "value")) == [("qa.answer", -1), ("qa.question", 1)]
    assert browser.post(f"/questions/{question.pk}/-/vote/", {"value": "7"}).status_code == 400


def test_voting_with_htmx_draws_the_vote_again(client_for, person, answer):
    response = client_for(person()).post(f"/questions/answers/{answer.pk}/vote/", {"value": "1"}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert text_of(response).strip().startswith("<form")
    assert 'aria-pressed="true"' in text_of(response)


def test_guests_who_vote_sign_in_first(client, question):
    assert client.post(f"/questions/{question.pk}/-/vote/", {"value": "1"})["Location"].startswith("/accounts/login/")
    response = client.post(f"/questions/{question.pk}/-/vote/", {"value": "1"}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith("/accounts/login/")


def test_accepting_and_taking_it_back(client_for, asker, answer):
    browser = client_for(asker)

    page = browser.post(f"/questions/answers/{answer.pk}/accept/", follow=True)
    assert "data-accepted" in text_of(page)

    page = browser.post(f"/questions/answers/{answer.pk}/withdraw/", follow=True)
    assert "data-accepted" not in text_of(page)


def test_accepting_with_htmx_draws_the_thread_again(client_for, asker, answer):
    response = client_for(asker).post(f"/questions/answers/{answer.pk}/accept/", headers={"HX-Request": "true"})

    assert text_of(response).strip().startswith('<div id="thread">')
    assert "data-accepted" in text_of(response)


def test_others_do_not_accept(client_for, person, answer):
    assert client_for(person()).post(f"/questions/answers/{answer.pk}/accept/").status_code == 403


def test_staff_accept_with_a_reason_that_readers_see(client, client_for, person, answer):
    browser, address = client_for(person(roles=["agent"])), f"/questions/answers/{answer.pk}/accept/"
    assert f'href="{address}"' in text_of(browser.get(answer.question.get_absolute_url()))

    assert "Why does this answer solve it?" in text_of(browser.get(address))
    refused = browser.post(address, {"reason": " "})
    assert (refused.status_code, "Say why you accept this answer." in text_of(refused)) == (422, True)

    browser.post(address, {"reason": "The <b>manual</b> says so"})
    page = text_of(client.get(answer.question.get_absolute_url()))
    assert "data-accepted" in page
    assert "The &lt;b&gt;manual&lt;/b&gt; says so" in page


def test_with_htmx_the_reason_is_asked_in_place_of_the_button(client_for, person, answer):
    browser, address = client_for(person(trust=4)), f"/questions/answers/{answer.pk}/accept/"
    htmx = {"headers": {"HX-Request": "true"}}

    for response in (browser.get(address, **htmx), browser.post(address, {"reason": ""}, **htmx)):
        assert response["HX-Retarget"] == f"#accept-{answer.pk}"
        assert re.search(rf'<form[^>]* id="accept-{answer.pk}"', text_of(response))

    thread = browser.post(address, {"reason": "It is in the manual"}, **htmx)
    assert text_of(thread).strip().startswith('<div id="thread">')
    assert "It is in the manual" in text_of(thread)


def test_the_form_for_a_reason_is_for_those_who_may_accept(client, client_for, person, asker, answer):
    address = f"/questions/answers/{answer.pk}/accept/"

    assert client_for(person()).get(address).status_code == 403
    assert client.get(address)["Location"].startswith("/accounts/login/")
    assert client_for(asker).get(address)["Location"].endswith(f"#answer-{answer.pk}")


def test_following_and_no_longer(client_for, person, question):
    reader = person()
    browser = client_for(reader)

    browser.post(f"/questions/{question.pk}/-/follow/", {"following": "1"})
    assert Follow.objects.filter(person=reader).exists()

    browser.post(f"/questions/{question.pk}/-/follow/", {"following": "0"})
    assert not Follow.objects.filter(person=reader).exists()


def test_editing_shows_what_changed(client_for, asker, question):
    browser = client_for(asker)
    start = text_of(browser.get(f"/questions/{question.pk}/-/edit/"))
    assert question.body_source in start

    typed = {"title": question.title, "body": "It hums and turns.", "tags": "drum", "note": "Clearer", "seen": "0"}
    browser.post(f"/questions/{question.pk}/-/edit/", typed)

    versions = text_of(browser.get(f"/questions/{question.pk}/-/versions/"))
    assert "<del>stops</del><ins>turns</ins>" in versions
    assert "Clearer" in versions
    assert "<del>brisa-9</del>" in versions

    browser.post(f"/questions/{question.pk}/-/versions/1/restore/")
    assert Question.objects.get().body_source == "It hums and stops."


def test_an_edit_that_crosses_another_keeps_what_was_typed(client_for, asker, person, question):
    typed = {"title": question.title, "body": "Mine", "tags": "", "seen": "0"}
    client_for(person(roles=["agent"])).post(f"/questions/{question.pk}/-/edit/", typed | {"body": "Theirs"})

    browser = client_for(asker)
    page = browser.post(f"/questions/{question.pk}/-/edit/", typed)

    assert page.status_code == 422
    assert "Somebody else changed this text" in text_of(page)
    assert "Mine" in text_of(page)
    assert 'name="seen" value="1"' in text_of(page)


def test_strangers_do_not_edit(client_for, person, client, question):
    assert client_for(person()).get(f"/questions/{question.pk}/-/edit/").status_code == 403
    assert client.get(f"/questions/{question.pk}/-/edit/").status_code == 302


def test_staff_close_as_a_duplicate_and_open_again(client_for, person, ask, question):
    original = ask(title="The drum stands still since Monday")
    browser = client_for(person(roles=["agent"]))

    address = f"http://testserver{original.get_absolute_url()}"
    browser.post(f"/questions/{question.pk}/-/close/", {"reason": "Asked before", "duplicate_of": address})
    assert Question.objects.get(pk=question.pk).duplicate_of == original

    browser.post(f"/questions/{question.pk}/-/reopen/")
    assert Question.objects.get(pk=question.pk).state == "open"


def test_asking_for_details_and_not_solved(client_for, person, asker, answer):
    pk = answer.question_id
    client_for(person(roles=["agent"])).post(f"/questions/{pk}/-/needs-info/", {"what": "Which model is it?"})
    assert Question.objects.get(pk=pk).state == "needs_info"

    assert client_for(asker).post(f"/questions/{pk}/-/not-solved/", follow=True).status_code == 200


@pytest.mark.parametrize("action", ["answer", "comment", "vote", "follow", "reopen", "not-solved", "has-info"])
def test_a_held_question_is_nobody_elses_business(client_for, person, ask, admission, action):
    admission("hold")
    held = ask()

    assert client_for(person()).post(f"/questions/{held.pk}/-/{action}/", {"body": "x", "value": "1"}).status_code == 404


def test_topics_are_proposed_and_added_by_a_button(client_for, person, ask):
    ask(title="The pump of my machine hums", tags=["pump", "brisa-9"])
    browser = client_for(person())
    typed = TYPED | {"title": "My Brisa 9 does not pump water", "tags": "noise"}

    page = text_of(browser.post("/questions/ask/", typed | {"preview": "1"}))
    assert set(re.findall(r'name="add_tag" value="([^"]*)"', page)) == {"pump", "brisa-9"}

    page = text_of(browser.post("/questions/ask/", typed | {"add_tag": "pump"}))
    assert 'value="noise, pump"' in page
    assert re.findall(r'name="add_tag" value="([^"]*)"', page) == ["brisa-9"]

    fragment = text_of(browser.get("/questions/ask/topics/", {"title": typed["title"], "tags": "noise", "add_tag": "brisa-9"}))
    assert 'value="noise, brisa-9"' in fragment


def test_a_preview_of_what_was_written(client_for, person, question):
    browser = client_for(person())
    body = "It **hums** <script>alert(1)</script>"

    for address, more in (("/questions/ask/", TYPED), (f"/questions/{question.pk}/-/answer/", {}), ("/questions/preview/", {})):
        page = text_of(browser.post(address, more | {"body": body, "preview": "1"}))
        assert "<strong>hums</strong>" in page
        assert "<script>alert" not in page
    assert not Answer.objects.exists()


def test_a_comment_is_edited_by_its_author_and_reported_by_others(client_for, person, question, comment_on):
    author = person()
    written = comment_on(question, by=author)
    address = f"/questions/comments/{written.pk}/edit/"

    assert address in text_of(client_for(author).get(question.get_absolute_url()))
    page = text_of(client_for(person(trust=3)).get(question.get_absolute_url()))
    assert address not in page
    assert f"/moderation/flag/qa.comment/{written.pk}/" in page
    assert client_for(person(trust=3)).get(address).status_code == 403

    response = client_for(author).post(address, {"body": "Which one is it, please?"}, follow=True)
    assert "Which one is it, please?" in text_of(response)
    assert client_for(author).post(address, {"body": ""}).status_code == 422
