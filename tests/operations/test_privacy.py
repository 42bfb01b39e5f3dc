"""A person can have all that the site holds about them, and leave it."""

import json
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from config.privacy.rules import RULES, columns
from core.uploads import receive, tie
from qa.actions.ask_question import ask_question
from qa.actions.comment import comment
from qa.actions.follow import follow
from qa.actions.post_answer import post_answer
from qa.models import Answer, Follow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy(person, viewer, png):
    """Somebody who wrote, answered, followed and sent a picture, and whom others answered."""
    ana, berta = person(username="ana", display_name="Ana Duarte", bio="Two cats."), person(username="berta")
    asked = ask_question(viewer(berta, trust=4), title="Drum stands still", body="It hums.", lang="en")
    picture = receive(png(), purpose="image", by=viewer(ana, trust=4), alt="The pump")
    answer = post_answer(asked, viewer(ana, trust=4), f"Clean the pump: {picture.markdown}")
    tie("qa.answer", answer.pk, answer.body_html, by=viewer(ana, trust=4))
    comment(answer, viewer(berta, trust=4), "That was it!")
    follow(asked, viewer(ana))
    return ana, answer


@pytest.fixture
def png():
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    def make():
        out = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(out, "PNG")
        return SimpleUploadedFile("pump.png", out.getvalue(), "image/png")

    return make


def test_every_column_that_names_a_person_has_a_rule():
    found = set(columns())

    assert found - set(RULES) == set(), "say in config/privacy/rules.py what becomes of these"
    assert set(RULES) - found == set(), "these columns are gone"
    assert all(columns()[name].null for name, rule in RULES.items() if rule.erased == "cleared")


def test_an_export_holds_what_they_wrote_and_no_secret(busy, tmp_path, deliver_all):
    ana, _answer = busy
    deliver_all()
    ana.set_password("correct horse battery")
    ana.save()
    target = tmp_path / "ana.zip"

    call_command("export_user", "ANA", "--to", str(target))

    assert target.stat().st_mode & 0o077 == 0
    with ZipFile(target) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names if not name.startswith("files/")).decode()
        (written,) = json.loads(archive.read("data/qa.Answer.author.json"))
        assert any(name.startswith("files/") for name in names)
        page = archive.read("index.html").decode()
    assert "Clean the pump" in written["body_source"] and "Clean the pump" in page and "Two cats." in page
    assert "data/qa.Follow.person.json" in names and "data/account.EmailAddress.user.json" in names
    ana.refresh_from_db()
    assert ana.password not in everything and "That was it!" not in everything and "berta" not in everything


def test_who_leaves_takes_themselves_along_and_leaves_what_helps(busy, client, settings, deliver_all, capsys):
    ana, answer = busy
    deliver_all()
    with pytest.raises(CommandError, match="nobody called"):
        call_command("erase_user", "nobody", "--yes")

    call_command("erase_user", "ana", "--yes")
    deliver_all()

    receipt = json.loads(capsys.readouterr().out)
    left = User.objects.get(pk=ana.pk)
    assert left.username == receipt["name"] and left.username.startswith("anon-")
    assert "ana" not in json.dumps(receipt).replace("anon", "")
    assert (settings.PLAZA_DATA / "erasures" / f"{left.username}.json").exists()
    assert not Follow.objects.filter(person=ana).exists()
    answer = Answer.objects.select_related("question").get(pk=answer.pk)
    page = client.get(answer.question.get_absolute_url()).content.decode()
    assert "Clean the pump" in page and "Ana Duarte" not in page and left.username in page
    assert client.get("/people/ana/").status_code == 404
    with pytest.raises(CommandError, match="erased already"):
        call_command("erase_user", left.username, "--yes")
