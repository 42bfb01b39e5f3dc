import pytest
from django.core.exceptions import PermissionDenied

from core.events.content import ContentHeld
from qa.actions.comment import comment
from qa.events import CommentPosted
from qa.models import Comment

pytestmark = pytest.mark.django_db


def test_a_comment_knows_its_thread(answer, comment_on, events):
    written = comment_on(answer)

    assert (written.question_id, written.answer_id) == (answer.question_id, answer.pk)
    assert events(CommentPosted)[0]["question_id"] == answer.question_id


def test_a_held_comment_is_seen_by_its_author_and_staff_alone(question, comment_on, admission, viewer, person, events):
    admission("hold", "watched_words")

    written = comment_on(question)

    assert events(ContentHeld)[0]["object_id"] == written.pk
    assert not Comment.objects.visible_to(viewer(person())).exists()
    assert Comment.objects.visible_to(viewer(written.author)).exists()
    assert Comment.objects.visible_to(viewer(person(), is_staff=True)).exists()


def test_nobody_comments_on_a_held_answer(question, answer_it, admission, viewer, asker):
    admission("hold")
    held = answer_it(question)

    with pytest.raises(PermissionDenied):
        comment(held, viewer(asker), "Thanks")


def test_the_same_form_sent_twice_makes_one_comment(question, viewer, person):
    by = viewer(person())

    assert comment(question, by, "Hello", nonce="n") == comment(question, by, "Hello", nonce="n")
    assert Comment.objects.count() == 1
