"""What becomes of uploads: whom they follow, when they go."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core import uploads
from core.uploads.files import path_of
from core.uploads.keeping import forget_unused
from core.uploads.models import Upload
from qa.actions.ask_question import ask_question
from qa.actions.comment import comment
from qa.actions.edit import edit_answer, edit_question
from qa.actions.hide import hide
from qa.actions.post_answer import post_answer
from qa.actions.save_draft import save_draft
from qa.models import QUESTION
from tests.support.pictures import file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path, monkeypatch):
    """An empty media folder, and nothing is held unless a test says so."""
    from core.ports import admission

    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(admission, "_provider", None)


@pytest.fixture
def ana(person, viewer):
    return viewer(person(username="ana"), trust=3)


@pytest.fixture
def sent(ana):
    return lambda by=None, **given: uploads.receive(file(), **{"purpose": "image", "by": by or ana, "alt": "Pump"} | given)


@pytest.fixture
def ask(ana):
    return lambda body, by=None: ask_question(by or ana, title="The pump hums", body=body, lang="en")


def is_there(upload):
    return Upload.objects.filter(pk=upload.pk).exists() and default_storage.exists(path_of(upload.name))


def a_day_later():
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=25))


def test_pictures_belong_to_what_they_stand_in(sent, ask, ana, client):
    one, two, three, four = sent(), sent(), sent(), sent()
    question = ask(one.markdown)
    answer = post_answer(question, ana, two.markdown)
    comment(answer, ana, three.markdown)
    edit_answer(answer, ana, body=f"{two.markdown} and {four.markdown}")

    assert [client.get(upload.get_absolute_url()).status_code for upload in (one, two, three, four)] == [200] * 4


def test_a_newcomers_picture_is_a_link_that_leads_to_it(sent, ask, person, viewer, client):
    newcomer = viewer(person())
    upload = sent(newcomer)

    question = ask(upload.markdown, newcomer)

    assert f'href="{upload.get_absolute_url()}"' in question.body_html and "<img" not in question.body_html
    assert client.get(upload.get_absolute_url()).status_code == 200


def test_the_picture_of_a_held_question_waits_with_it(sent, ask, client, monkeypatch):
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", lambda draft, viewer: admission.Decision("hold", ()))
    upload = sent()

    ask(upload.markdown)

    assert client.get(upload.get_absolute_url()).status_code == 404


def test_an_editors_own_picture_is_tied_and_the_authors_stays(sent, ask, ana, person, viewer, client):
    editor = viewer(person(), trust=3)
    first, second = sent(), sent(editor)
    question = ask(first.markdown)

    edit_question(question, editor, title=question.title, body=second.markdown, tags=[])

    assert client.get(first.get_absolute_url()).status_code == 200, "the version before shows it"
    assert client.get(second.get_absolute_url()).status_code == 200


def test_what_was_never_used_goes_after_a_day(sent, ask, django_capture_on_commit_callbacks):
    used, unused, avatar = sent(), sent(), sent(purpose="avatar")
    ask(used.markdown)
    assert forget_unused() == 0
    a_day_later()

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unused() == 1

    assert (is_there(used), is_there(unused), is_there(avatar)) == (True, False, True)


def test_a_draft_keeps_its_pictures(sent, ana):
    upload = sent()
    save_draft(ana, body=f"It hums. {upload.markdown}")
    a_day_later()

    assert forget_unused() == 0


def test_a_person_who_leaves_takes_along_what_isnt_public(sent, ask, ana, person, viewer, django_capture_on_commit_callbacks):
    public, hidden, untied, avatar = sent(), sent(), sent(), sent(purpose="avatar")
    ask(public.markdown)
    hide(QUESTION, ask(hidden.markdown).pk, viewer(person(roles=("moderator",))))
    others = sent(viewer(person(), trust=1))

    with django_capture_on_commit_callbacks(execute=True):
        told = uploads.erase(ana.user_id)

    assert told == {"deleted": 3, "kept": 1}
    assert [is_there(upload) for upload in (public, hidden, untied, avatar, others)] == [True, False, False, False, True]
    public.refresh_from_db()
    assert public.original_name == ""


def test_a_case_says_who_sees_its_files(sent, ana, client, person, viewer, client_for, monkeypatch):
    from core.uploads import tying

    agent = person(roles=("agent",))
    monkeypatch.setattr(tying, "_readers", {})
    uploads.provide_readers("test.case", lambda case_id, viewer: case_id == 7 and viewer.is_staff)
    upload = sent()

    uploads.tie("test.case", 7, f'<a href="{upload.get_absolute_url()}">x</a>', by=ana)

    assert client_for(agent).get(upload.get_absolute_url()).status_code == 200
    assert client.get(upload.get_absolute_url()).status_code == 404
