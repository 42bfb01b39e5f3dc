"""A person fetches what the site holds about them, and leaves, without asking anybody."""

import os
import time
from io import BytesIO
from zipfile import ZipFile

import pytest

from accounts.models import User
from config.periodic import remove_old_exports
from config.privacy import own_export
from core.models import Job
from qa.actions.ask_question import ask_question
from qa.actions.follow import follow
from qa.models import Follow

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, FILE, CLOSE = "/settings/privacy/data/", "/settings/privacy/data/file/", "/settings/privacy/close/"
PASSWORD = "a-long-password"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.PLAZA_DATA = tmp_path


@pytest.fixture
def browser_of(client_for):
    """Somebody who has just given their password."""

    def sign_in(somebody):
        browser = client_for(somebody)
        browser.post(f"/accounts/reauthenticate/?next={PAGE}", {"password": PASSWORD})
        return browser

    return sign_in


@pytest.fixture
def ana(person, viewer):
    ana = person(username="ana", display_name="Ana Duarte", password=PASSWORD)
    asked = ask_question(viewer(ana, trust=4), title="Drum stands still", body="It hums.", lang="en")
    follow(asked, viewer(ana))
    return ana


def test_a_person_fetches_their_file(ana, browser_of, deliver_all):
    browser = browser_of(ana)
    assert browser.get(FILE).status_code == 404
    browser.post(PAGE)
    browser.post(PAGE)
    assert Job.objects.get().state == "waiting"
    assert FILE not in browser.get(PAGE).content.decode()
    deliver_all()

    job = Job.objects.get()
    assert (job.state, job.total > 0) == ("done", True)
    assert FILE in browser.get(PAGE).content.decode()
    answer = browser.get(FILE)
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert "Drum stands still" in archive.read("index.html").decode()
    assert own_export.path_of(ana.pk).stat().st_mode & 0o077 == 0


def test_nobody_else_gets_it(ana, person, browser_of, client_for, client, deliver_all):
    browser_of(ana).post(PAGE)
    deliver_all()

    assert browser_of(person(username="berta", password=PASSWORD)).get(FILE).status_code == 404
    assert client.get(FILE)["Location"].startswith("/accounts/login/")
    assert "/reauthenticate/" in client_for(ana).get(FILE)["Location"]


def test_it_is_kept_for_a_day(ana, browser_of, deliver_all):
    browser = browser_of(ana)
    browser.post(PAGE)
    deliver_all()
    remove_old_exports()
    path = own_export.path_of(ana.pk)
    assert path.exists()

    yesterday = time.time() - 25 * 3600
    os.utime(path, (yesterday, yesterday))
    assert browser.get(FILE).status_code == 404
    remove_old_exports()
    assert not path.exists()


def test_a_failure_is_said_and_may_be_tried_again(ana, browser_of, deliver_all, monkeypatch):
    browser = browser_of(ana)
    monkeypatch.setattr(own_export, "export", lambda *args, **kwargs: 1 / 0)
    browser.post(PAGE)
    deliver_all(may_fail=True)

    page = browser.get(PAGE).content.decode()
    assert "could not be made" in page and "division" not in page
    assert list(own_export.path_of(ana.pk).parent.iterdir()) == []


def test_closing_the_account_takes_everything_that_is_theirs(ana, browser_of, deliver_all, tmp_path):
    browser = browser_of(ana)
    browser.post(PAGE)
    deliver_all()
    browser.post(CLOSE, {"sure": "yes"})
    deliver_all()

    left = User.objects.get(pk=ana.pk)
    assert left.is_anonymised
    assert not Follow.objects.filter(person=ana).exists()
    assert not own_export.path_of(ana.pk).exists()
    assert (tmp_path / "erasures" / f"{left.username}.json").exists()


def test_who_left_before_the_job_ran_leaves_no_file(ana, browser_of, deliver_all):
    browser = browser_of(ana)
    browser.post(PAGE)
    browser.post(CLOSE, {"sure": "yes"})
    deliver_all()

    assert not own_export.path_of(ana.pk).exists()
