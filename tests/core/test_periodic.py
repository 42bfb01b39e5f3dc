from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import periodic
from core.models import PeriodicRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def minutely(monkeypatch):
    monkeypatch.setattr(periodic, "registered", {})
    ran = []

    @periodic.periodic(seconds=60)
    def tick():
        ran.append(timezone.now())
        if len(ran) == 3:
            raise RuntimeError("third time unlucky")

    return ran


def test_runs_when_its_time_has_come_and_not_before(minutely):
    start = timezone.now()

    for seconds in (0, 30, 61, 90, 130):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            periodic.run_due()

    assert len(minutely) == 3
    assert PeriodicRun.objects.get().last_error == "RuntimeError: third time unlucky"


def test_a_function_that_another_worker_runs_is_left_alone(minutely):
    [name] = periodic.registered
    PeriodicRun.objects.create(name=name, lease_until=timezone.now() + timedelta(minutes=1))

    assert periodic.run_due() == []
