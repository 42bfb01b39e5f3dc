import pytest

from core import jobs
from core.events import relay
from core.models import Delivery, Job
from core.viewer import Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting(monkeypatch):
    """A job that counts to ten, and breaks once at five."""
    monkeypatch.setattr(jobs, "kinds", dict(jobs.kinds))
    monkeypatch.setattr(jobs.Progress, "SAVE_EVERY", 0)
    counted = []

    @jobs.job("tests.count", label="Count")
    def count(progress, broken_at):
        for number in range(progress.cursor or 0, 10):
            if number == broken_at and counted.count(number) == 0:
                counted.append(number)
                raise RuntimeError("no more paper")
            counted.append(number)
            progress.step(number + 1, 10, number + 1)

    return counted


def test_a_broken_job_says_why_and_goes_on_where_it_stopped(counting, person):
    asked = jobs.start("tests.count", by=Viewer(user_id=person().pk), broken_at=5)

    relay.run_until_idle()
    asked.refresh_from_db()
    broken = (asked.state, asked.done, asked.message)
    Delivery.objects.update(due_at=asked.asked_at)
    relay.run_until_idle()
    asked.refresh_from_db()

    assert broken == ("failed", 5, "no more paper")
    assert (asked.state, asked.done, asked.total) == ("done", 10, 10)
    assert counting == [0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]


def test_asking_twice_gives_the_job_that_waits(counting, person):
    by = Viewer(user_id=person().pk)

    assert jobs.start("tests.count", by=by, broken_at=99) == jobs.start("tests.count", by=by, broken_at=99)


def test_only_the_asker_and_managers_see_the_progress(counting, person, client_for):
    asker = person()
    asked = jobs.start("tests.count", by=Viewer(user_id=asker.pk), broken_at=99)
    address = f"/jobs/{asked.pk}/"

    statuses = [client_for(who).get(address).status_code for who in (asker, person(roles=["manager"]), person())]

    assert statuses == [200, 200, 404]
    assert Job.objects.count() == 1
