"""The loop while its parts fail: the worker killed, the index folder deleted. The site answers, says what is late, and loses nothing."""

import json
import shutil
import signal
import subprocess
import sys
import time

import httpx
import pytest

from tests.support.running_site import ROOT, RunningSite

MAKE_PEOPLE = """
import json, sys
from accounts.actions.make_token import make_token
from accounts.actions.register_person import register_person
keys = {}
for name in ("ana", "ben"):
    person = register_person(name, f"{name}@example.test", trust_level=2)
    keys[name] = make_token(person, "posts", ["read", "write:qa"])[1]
sys.stdout.write(json.dumps(keys))
"""


@pytest.fixture
def site(own_site):
    """A server that leaves the relay to workers, as in production."""
    site = RunningSite(own_site | {"PLAZA_RELAY_IN_SERVER": "0", "PLAZA_RELAY_LATE_SECONDS": "1", "PLAZA_RELAY_LEASE_SECONDS": "2"})
    site.start()
    yield site
    site.stop()


@pytest.fixture
def worker(site):
    """``worker()`` starts one; those that still live at the end are stopped."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "worker started\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(what, holds, *, seconds=60):
    deadline = time.monotonic() + seconds
    while not holds(now := what()):
        assert time.monotonic() < deadline, f"still {now!r} after {seconds} s"
        time.sleep(0.2)
    return now


def late_rooms(readiness):
    return {row["consumer"].split(".")[0] for row in readiness["checks"]["relay"]["late"]}


@pytest.mark.slow
def test_killed_worker_and_deleted_index_delay_and_lose_nothing(site, worker):
    keys = json.loads(site.shell(MAKE_PEOPLE))
    client = httpx.Client(base_url=site.url, timeout=30)
    ana, ben = ({"Authorization": f"Bearer {keys[name]}"} for name in ("ana", "ben"))

    def found(words):
        return client.get("/api/v1/search/", params={"q": words}).raise_for_status().json()["count"]

    def ready():
        return client.get("/readyz").json()

    def points():
        return client.get("/api/v1/people/ben/").json()["points"]

    def ask(title):
        return client.post("/api/v1/questions/", headers=ana, json={"title": title, "body": "Since Monday.", "lang": "en"}).json()["id"]

    first = worker()
    ask("The drum squeaks")
    until(lambda: found("squeaks"), lambda count: count == 1)

    first.send_signal(signal.SIGKILL)
    first.wait()
    asked = ask("The door handle wobbles")
    answer = client.post(f"/api/v1/questions/{asked}/answers/", headers=ben, json={"body": "Tighten the screw below."}).json()["id"]
    assert client.post(f"/api/v1/answers/{answer}/accept/", headers=ana).status_code in (200, 201, 204)
    until(lambda: late_rooms(ready()), lambda rooms: {"search", "gamification"} <= rooms)
    assert ready()["status"] == "broken"
    assert client.get(f"/questions/{asked}/", follow_redirects=True).status_code == 200
    assert (found("wobbles"), points()) == (0, 0)

    second = worker()
    until(lambda: (found("wobbles"), points()), lambda now: now == (1, 15))
    until(ready, lambda now: now["status"] == "ok")

    second.kill()
    second.wait()
    shutil.rmtree(site.data / "index")
    assert client.get("/search/", params={"q": "squeaks"}).status_code == 200
    assert client.get("/questions/ask/").status_code in (200, 302)
    until(ready, lambda now: now["checks"]["search"]["late"])
    ask("The lamp flickers")

    worker()
    until(lambda: [found(word) for word in ("squeaks", "wobbles", "flickers")], lambda counts: counts == [1, 1, 1])
    until(ready, lambda now: now["status"] == "ok")
