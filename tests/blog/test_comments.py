import pytest
from django.core.exceptions import PermissionDenied

from blog.actions.approve import approve, hold
from blog.actions.hide import hide, restore
from blog.actions.retract import retract, unretract
from blog.events import CommentPosted
from blog.models import Comment
from core.content import content
from core.events.content import ContentHeld, ContentHidden, ContentPublished
from core.viewer import HOUSE

pytestmark = pytest.mark.django_db


def page_of(client, post):
    return client.get(post.url).text


def test_a_member_comments_without_javascript(client_for, person, post, events):
    answer = client_for(person()).post(f"/blog/posts/{post.pk}/comment/", {"body": "Mine **hums**, too."}, follow=True)

    assert answer.redirect_chain[0][0] == f"{post.url}#comment-{Comment.objects.get().pk}"
    assert "Mine <strong>hums</strong>, too." in answer.text
    assert len(events(CommentPosted)) == len(events(ContentPublished)) - 1 == 1


def test_a_double_click_is_one_comment(client_for, person, post):
    browser = client_for(person())

    for _ in range(2):
        browser.post(f"/blog/posts/{post.pk}/comment/", {"body": "Mine, too.", "nonce": "abc"})

    assert Comment.objects.count() == 1


def test_what_a_guest_typed_is_there_after_signing_in(client, person, post):
    sent = client.post(f"/blog/posts/{post.pk}/comment/", {"body": "I began this as a guest."})
    client.force_login(person(), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert sent["Location"].startswith("/accounts/login/?next=")
    assert "I began this as a guest." in page_of(client, post)


@pytest.mark.parametrize("body, told", [("", "Write something first."), ("x" * 2001, "1 character too long")])
def test_what_was_typed_is_kept_when_it_fails(client_for, person, post, body, told):
    answer = client_for(person()).post(f"/blog/posts/{post.pk}/comment/", {"body": body}, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert told in answer.text
    assert body[:100] in answer.text
    assert Comment.objects.count() == 0


def test_refused_text_is_kept_with_the_reason(client_for, person, post, admission):
    admission("refuse", "links")

    answer = client_for(person()).post(f"/blog/posts/{post.pk}/comment/", {"body": "Buy my pills"})

    assert answer.status_code == 422
    assert "Reason: links" in answer.text
    assert "Buy my pills" in answer.text


def test_held_comments_are_seen_by_their_author_and_staff_alone(client, client_for, person, post, admission, events):
    admission("hold", "first_posts")
    author = person()
    client_for(author).post(f"/blog/posts/{post.pk}/comment/", {"body": "My first words"})

    assert "My first words" not in page_of(client, post)
    assert "My first words" not in page_of(client_for(person()), post)
    assert "My first words" in page_of(client_for(author), post)
    assert events(ContentHeld)[0]["reasons"] == ["first_posts"]
    assert events(CommentPosted) == []


def test_approving_publishes_once_and_holding_undoes_it(client, post, say, admission, events):
    admission("hold", "first_posts")
    held = say(post)

    approve(held.pk, HOUSE)
    approve(held.pk, HOUSE)
    assert "Mine hums" in page_of(client, post)
    hold(held.pk, HOUSE)

    assert "Mine hums" not in page_of(client, post)
    assert len(events(CommentPosted)) == 1


def test_hiding_and_restoring(client, post, say, events):
    said = say(post)

    hide(said.pk, HOUSE)
    hide(said.pk, HOUSE)
    assert "Mine hums" not in page_of(client, post)
    restore(said.pk, HOUSE)

    assert "Mine hums" in page_of(client, post)
    assert len(events(ContentHidden)) == 1


def test_moderation_reaches_comments_through_their_adapter(post, say):
    said, adapter = say(post), content["blog.comment"]

    adapter.hide(said.pk, HOUSE, "spam")
    said.refresh_from_db()

    assert said.visibility == "hidden"
    assert adapter.thread(said.pk) == ("blog.post", post.pk)
    assert adapter.card(said.pk, HOUSE).url == f"{post.url}#comment-{said.pk}"


def test_the_author_takes_it_back_and_brings_it_back(client, client_for, person, post, say):
    author = person()
    said = say(post, author)
    browser = client_for(author)

    browser.post(f"/blog/comments/{said.pk}/retract/")
    assert "Mine hums" not in page_of(client, post)
    browser.post(f"/blog/comments/{said.pk}/unretract/")

    assert "Mine hums" in page_of(client, post)


def test_nobody_takes_back_what_another_wrote(post, say, person, viewer):
    with pytest.raises(PermissionDenied):
        retract(say(post).pk, viewer(person(), is_staff=True))


def test_what_moderators_took_down_its_author_cannot_bring_back(post, say, person, viewer):
    author = person()
    said = say(post, author)
    retract(said.pk, viewer(author))
    hide(said.pk, HOUSE)

    assert unretract(said.pk, viewer(author)).visibility == "hidden"


def test_no_comments_where_they_are_closed(client_for, person, publish):
    closed = publish(comments_open=False)

    answer = client_for(person()).post(f"/blog/posts/{closed.pk}/comment/", {"body": "Hello"})

    assert answer.status_code == 403
    assert Comment.objects.count() == 0


def test_unconfirmed_people_are_told_why(client_for, person, post):
    answer = client_for(person(confirmed=False)).post(f"/blog/posts/{post.pk}/comment/", {"body": "Hello"})

    assert answer.status_code == 422
    assert "Hello" in answer.text


def test_comments_under_a_post_that_is_not_there_are_not_there(client_for, person, post, say):
    said = say(post)
    post.unpublish()

    assert client_for(person()).post(f"/blog/posts/{post.pk}/comment/", {"body": "Hello"}).status_code == 404
    assert client_for(person()).post(f"/blog/comments/{said.pk}/retract/").status_code == 404
