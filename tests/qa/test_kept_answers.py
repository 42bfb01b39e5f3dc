"""Pieces of pages that many readers see alike are drawn once, and never show what is no longer so, nor to whom it is not shown."""

import re
from html import unescape

import pytest
from django.core.cache import caches

from qa.actions.accept_answer import accept_answer
from qa.actions.edit import edit_answer
from qa.actions.hide import hide
from qa.actions.vote import vote
from qa.models import Answer

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SENT_ONCE = re.compile(r'name="nonce" value="\w+"')


@pytest.fixture(autouse=True)
def _nothing_drawn_yet():
    caches["pieces"].clear()


def read(client, question):
    return client.get(question.get_absolute_url()).content.decode()


def answer_in(page, answer):
    start = page.index(f'id="answer-{answer.pk}"')
    return page[start : page.index("</article>", start)]


def test_a_page_drawn_from_kept_pieces_is_the_same_page(client_for, question, answer_it, comment_on, person):
    for number in range(3):
        comment_on(answer_it(question, body=f"Answer {number}"))
    for somebody in (person(), person(roles=["moderator"])):
        browser = client_for(somebody)

        first, second = read(browser, question), read(browser, question)

        assert SENT_ONCE.sub("", TOKEN.sub("", first)) == SENT_ONCE.sub("", TOKEN.sub("", second))


def test_the_second_reader_with_the_same_rights_has_no_answer_drawn_anew(client_for, question, answer_it, person):
    for number in range(4):
        answer_it(question, body=f"Answer {number}")
    drawn = []
    read(client_for(person()), question)
    for roles in ([], ["moderator"]):
        browser = client_for(person(roles=roles))
        names = [template.name for template in browser.get(question.get_absolute_url()).templates]
        drawn.append(names.count("components/answer.html"))

    assert drawn == [1, 5]  # the question alone; a moderator sees other buttons


def test_the_forms_of_a_kept_piece_are_the_readers_own(client_for, question, answer, person):
    ana, bea = client_for(person()), client_for(person())
    theirs = set(TOKEN.findall(read(ana, question)))

    own = set(TOKEN.findall(read(bea, question)))

    assert len(own) == 1
    assert not own & theirs


def test_a_form_that_an_answer_quotes_stays_as_it_was_written(client_for, question, answer_it, person):
    quoted = 'name="csrfmiddlewaretoken" value="abc"'
    answer = answer_it(question, body=f'Write `<input type="hidden" {quoted}>`, or {quoted}.')

    for browser in (client_for(person()), client_for(person())):
        assert unescape(answer_in(read(browser, question), answer)).count(quoted) == 2


def test_a_kept_form_is_accepted(client_for, question, answer, person):
    read(client_for(person()), question)
    browser = client_for(person(), enforce_csrf_checks=True)
    token = TOKEN.search(answer_in(read(browser, question), answer))[1]

    response = browser.post(f"/questions/answers/{answer.pk}/vote/", {"value": "1", "csrfmiddlewaretoken": token})

    assert response.status_code == 302
    answer.refresh_from_db()
    assert answer.score == 1


def test_each_reader_sees_the_buttons_of_their_own_rights(client, client_for, question, answer, asker, person):
    seen = {
        "moderator": answer_in(read(client_for(person(roles=["moderator"])), question), answer),
        "guest": answer_in(read(client, question), answer),
        "asker": answer_in(read(client_for(asker), question), answer),
        "member": answer_in(read(client_for(person()), question), answer),
        "author": answer_in(read(client_for(answer.author), question), answer),
    }

    edit, retract = f"/questions/answers/{answer.pk}/edit/", f"/questions/answers/{answer.pk}/retract/"
    assert {who for who, html in seen.items() if edit in html} == {"moderator", "author"}
    assert {who for who, html in seen.items() if retract in html} == {"author"}
    assert {who for who, html in seen.items() if f"/questions/answers/{answer.pk}/accept/" in html} == {"moderator", "asker"}
    assert {who for who, html in seen.items() if f"/moderation/flag/qa.answer/{answer.pk}/" in html} == set(seen) - {"author"}


def test_a_comments_own_author_alone_takes_it_back(client_for, question, answer, comment_on, person):
    comment = comment_on(answer)
    other = read(client_for(person()), question)
    own = read(client_for(comment.author), question)

    assert f"/questions/comments/{comment.pk}/retract/" not in other
    assert f"/questions/comments/{comment.pk}/retract/" in own


def test_what_changes_is_drawn_anew(client_for, question, answer, comment_on, person, viewer, asker):
    browser = client_for(person())
    read(browser, question)

    vote(answer, viewer(person()), 1)
    assert ">1</output>" in answer_in(read(browser, question), answer)
    edit_answer(Answer.objects.get(pk=answer.pk), viewer(answer.author), body="Mended words")
    assert "Mended words" in read(browser, question)
    comment = comment_on(answer, body="A remark")
    assert "A remark" in read(browser, question)
    hide("qa.comment", comment.pk, viewer(person(), roles=["moderator"]))
    assert "A remark" not in read(browser, question)
    accept_answer(Answer.objects.get(pk=answer.pk), viewer(asker))
    assert "data-accepted" in read(browser, question)
    type(answer.author).objects.filter(pk=answer.author_id).update(display_name="Somebody Else")
    assert "Somebody Else" in answer_in(read(browser, question), answer)


def test_each_language_has_its_own(client, question, answer):
    english = client.get(question.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    portuguese = client.get(question.get_absolute_url(), headers={"Accept-Language": "pt"}).content.decode()

    assert "Share" in answer_in(english, answer)
    assert "Share" not in answer_in(portuguese, answer)
