"""Twenty people post at once on the embedded default: one server process, SQLite, the relay beside them. Nobody sees an error."""

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.support.running_site import RunningSite

PEOPLE = 20
POSTS = 4

MAKE_PEOPLE = f"""
import json, sys
from accounts.actions.make_token import make_token
from accounts.actions.register_person import register_person
keys = []
for number in range({PEOPLE}):
    person = register_person(f"poster{{number}}", f"poster{{number}}@example.test", trust_level=2)
    keys.append(make_token(person, "posts", ["read", "write:qa"])[1])
sys.stdout.write(json.dumps(keys))
"""


@pytest.fixture
def site(own_site):
    site = RunningSite(own_site)
    site.start()
    yield site
    site.stop()


@pytest.mark.slow
def test_nobody_sees_an_error_and_nothing_is_lost(site):
    keys = json.loads(site.shell(MAKE_PEOPLE))

    def post(key: str) -> list[int]:
        statuses = []
        with httpx.Client(base_url=site.url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            for number in range(POSTS):
                asked = client.post(
                    "/api/v1/questions/", json={"title": f"The pump hums, {number}", "body": "All night.", "tags": ["pump"], "lang": "en"}
                )
                statuses.append(asked.status_code)
                statuses.append(
                    client.post(f"/api/v1/questions/{asked.json()['id']}/answers/", json={"body": "It did, I mean."}).status_code
                )
                statuses.append(client.get("/questions/").status_code)
        return statuses

    with ThreadPoolExecutor(PEOPLE) as pool:
        seen = [status for statuses in pool.map(post, keys) for status in statuses]

    assert sorted(set(seen)) == [200, 201]
    counted = "import sys; from qa.models import Answer, Question; sys.stdout.write(f'{Question.objects.count()} {Answer.objects.count()}')"
    assert site.shell(counted) == f"{PEOPLE * POSTS} {PEOPLE * POSTS}"
