import pytest
from django.core.exceptions import PermissionDenied

from core.diff import editable
from core.events.content import ContentEdited, ContentHeld
from core.viewer import HOUSE
from core.writing import Refused
from qa.actions.accept_answer import accept_answer
from qa.actions.approve import approve
from qa.actions.edit import Stale, edit_answer, edit_comment, edit_question, revert
from qa.actions.hide import hide
from qa.events import QuestionAsked
from qa.models import Answer, Question, Revision, Tag

pytestmark = pytest.mark.django_db


def change(question, by, **new):
    given = {"title": question.title, "body": "It hums.", "tags": ["drum"]} | new
    return edit_question(question, by, **given)


def test_an_edit_keeps_the_original_and_the_new_version(question, viewer, asker, events):
    edited = change(question, viewer(asker), title="The drum of my Brisa 9 stands still", note="Clearer")

    assert (edited.edits, edited.slug, edited.body_text.strip()) == (1, "the-drum-of-my-brisa-9-stands-still", "It hums.")
    versions = Revision.objects.filter(kind="qa.question", object_id=question.pk).order_by("number")
    assert [(version.number, version.title, version.note) for version in versions] == [
        (1, "The drum does not turn any more", ""),
        (2, "The drum of my Brisa 9 stands still", "Clearer"),
    ]
    assert dict(Tag.objects.values_list("slug", "count")) == {"drum": 1, "brisa-9": 0}
    assert len(events(ContentEdited)) == 1


def test_an_edit_that_changes_nothing_is_none(question, viewer, asker, events):
    edit_question(question, viewer(asker), title=question.title, body=question.body_source, tags=["drum", "brisa-9"])

    assert not Revision.objects.exists()
    assert not events(ContentEdited)


def test_an_edit_that_is_held_takes_the_question_out_of_sight_until_it_is_approved(question, viewer, asker, admission, events):
    admission("hold", "watched_words")

    change(question, viewer(asker), body="Buy cheap watches")

    held = Question.objects.get(pk=question.pk)
    assert (held.visibility, held.body_source) == ("pending", "Buy cheap watches")
    assert Tag.objects.get(slug="drum").count == 0
    assert events(ContentHeld)[0]["reasons"] == ["watched_words"]

    approve("qa.question", question.pk, HOUSE)
    assert Question.objects.get(pk=question.pk).is_public
    assert len(events(QuestionAsked)) == 1


def test_a_held_edit_of_the_accepted_answer_gets_its_place_back(answer, viewer, asker, admission, events):
    accept_answer(answer, viewer(asker))
    admission("hold")

    edit_answer(answer, viewer(answer.author), body="Buy a new one at my shop")
    assert Question.objects.get(pk=answer.question_id).accepted is None
    assert len(events(ContentHeld)) == 1

    approve("qa.answer", answer.pk, HOUSE)
    assert Question.objects.get(pk=answer.question_id).accepted == answer


def test_a_refused_edit_changes_nothing(question, viewer, asker, admission):
    admission("refuse", "spam")

    with pytest.raises(Refused):
        change(question, viewer(asker))

    assert Question.objects.get(pk=question.pk).edits == 0


def test_two_editors_at_once_do_not_overwrite_each_other(question, viewer, asker, person):
    change(question, viewer(asker), seen_edits=0)

    with pytest.raises(Stale):
        change(question, viewer(person(), is_staff=True), body="Something else", seen_edits=0)


def test_who_may_edit(question, viewer, person, asker):
    for by in (viewer(person()), viewer(person(), trust=2)):
        with pytest.raises(PermissionDenied):
            change(question, by)
    assert change(question, viewer(person(), trust=3), body="a").edits == 1
    assert change(question, viewer(person(), is_staff=True), body="b").edits == 2

    hide("qa.question", question.pk, HOUSE)
    with pytest.raises(PermissionDenied):
        change(Question.objects.get(pk=question.pk), viewer(asker), body="c")


def test_going_back_is_one_more_edit(answer, viewer):
    by = viewer(answer.author)
    original = answer.body_source
    edited = edit_answer(answer, by, body="Something else")

    restored = revert(edited, by, 1)

    assert (restored.body_source, restored.edits) == (original, 2)


def test_a_comment_is_edited_too(question, comment_on, viewer):
    written = comment_on(question)

    assert edit_comment(written, viewer(written.author), body="Which one?").body_source == "Which one?"


def test_the_askers_edit_lifts_needs_info(question, viewer, person, asker):
    from qa.actions.needs_info import needs_info

    needs_info(question, viewer(person(), is_staff=True))

    assert change(question, viewer(asker)).state == "open"


def test_an_imported_html_text_is_edited_as_markdown(answer, viewer):
    from core.text import render_html
    from core.writing import rich_text

    Answer.objects.filter(pk=answer.pk).update(**rich_text(render_html("<p>Clean the <b>filter</b></p><ul><li>slowly</li></ul>")))
    imported, by = Answer.objects.select_related("question").get(pk=answer.pk), viewer(answer.author)

    source = editable(imported.body_source, imported.body_format)
    assert "**filter**" in source
    assert edit_answer(imported, by, body=source).edits == 0

    edited = edit_answer(imported, by, body=source.replace("slowly", "carefully"))
    assert "<strong>filter</strong>" in edited.body_html
    assert "<strong>filter</strong>" in revert(edited, by, 1).body_html
