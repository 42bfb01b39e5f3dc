"""A community moves in while its importer is killed, while people post, and in little memory."""

import json
import random
import sqlite3
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from tests.conftest import ROOT
from tests.support.processes import Nursery
from tests.support.running_site import RunningSite

KILLS = 4
IMPORT = ("import_stackexchange", "-v0")
SHAPE = {
    "people": "select r.foreign_id, u.username, u.display_name, u.date_joined from accounts_user u, core_importedref r "
    "where r.kind = 'accounts.person' and r.local_id = u.id",
    "questions": "select r.foreign_id, q.title, q.state, q.score, q.answer_count, q.created_at, q.activity_at, a.foreign_id "
    "from core_importedref r, qa_question q left join core_importedref a on a.kind = 'qa.answer' and a.local_id = q.accepted_id "
    "where r.kind = 'qa.question' and r.local_id = q.id",
    "answers": "select r.foreign_id, a.score, a.created_at, q.foreign_id from core_importedref r, core_importedref q, qa_answer a "
    "where r.kind = 'qa.answer' and r.local_id = a.id and q.kind = 'qa.question' and q.local_id = a.question_id",
    "comments": "select r.foreign_id, c.score, c.body_html from core_importedref r, qa_comment c "
    "where r.kind = 'qa.comment' and r.local_id = c.id",
    "votes": "select r.foreign_id, v.kind, v.value, v.at from core_importedref r, qa_vote v where r.kind = 'qa.vote' and r.local_id = v.id",
    "tags": "select t.name, t.count, count(*) from qa_tag t join qa_question_tags s on s.tag_id = t.id group by t.id",
    "all": "select (select count(*) from accounts_user), (select count(*) from qa_question), (select count(*) from qa_answer), "
    "(select count(*) from qa_comment), (select count(*) from qa_vote), (select count(*) from qa_question_tags)",
}


def importing(site, folder, **kwargs):
    command = [sys.executable, "manage.py", *IMPORT, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs)


def read(site, query):
    with sqlite3.connect(f"file:{site['PLAZA_DATA']}/plaza.sqlite3?mode=ro", uri=True, timeout=30) as database:
        return sorted(database.execute(query).fetchall(), key=repr)


def brought(site):
    return read(site, "select count(*) from core_importedref")[0][0]


def shape(site):
    return {name: read(site, query) for name, query in SHAPE.items()}


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_killed_at_any_moment_it_goes_on_where_it_stopped(own_site, tmp_path, test_data):
    folder, chance = test_data / "community" / "bicycles-meta", random.Random()
    whole = own_site | {"PLAZA_DATA": str(tmp_path / "whole")}
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "plaza.sqlite3").write_bytes((tmp_path / "site" / "plaza.sqlite3").read_bytes())
    with Nursery(whole) as site:
        site.run(*IMPORT, str(folder))
    total, kills = brought(whole), 0

    with Nursery(own_site) as site:
        for number in range(KILLS):
            until = total * (number + chance.random()) / KILLS
            run = site.start(*IMPORT, str(folder))
            while run.poll() is None and brought(own_site) < until:
                time.sleep(0.03)
            kills += run.poll() is None
            run.kill()
        assert site.run(*IMPORT, str(folder)).stderr == ""

    assert kills >= KILLS - 1
    assert shape(own_site) == shape(whole)
    assert_all_told(own_site)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_importers_at_once_bring_everything_once(own_site, test_data):
    with Nursery(own_site) as site:
        runs = [site.start(*IMPORT, str(test_data / "community" / "bicycles-meta")) for _ in range(2)]
        ends = [run.wait() for run in runs]

        assert ends == [0, 0], [run.stderr for run in runs]
    assert read(own_site, SHAPE["all"]) == [(2562, 453, 971, 2448, 5301, 870)]
    assert read(own_site, "select sum(count) from qa_tag") == [(870,)]
    assert read(own_site, "select sum(answer_count) from qa_question") == [(971,)]
    assert_all_told(own_site)


def assert_all_told(site):
    """Every row is in the range of an event."""
    told = [json.loads(payload) for (payload,) in read(site, "select payload from core_eventrow where name = 'core.content_imported'")]
    for kind, table in {"qa.question": "qa_question", "qa.answer": "qa_answer", "qa.vote": "qa_vote"}.items():
        covered = {number for one in told if one["kind"] == kind for number in range(one["first_id"], one["last_id"] + 1)}
        assert covered >= {number for (number,) in read(site, f"select id from {table}")}


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.timeout(400)
def test_people_post_meanwhile_without_an_error(own_site, test_data):
    site = RunningSite(own_site)
    site.start()
    try:
        key = site.shell(
            "import sys; from accounts.actions.make_token import make_token; from accounts.actions.register_person import register_person\n"
            "person = register_person('poster', 'poster@example.test', trust_level=2)\n"
            "sys.stdout.write(make_token(person, 'posts', ['read', 'write:qa'])[1])"
        )
        run = importing(own_site, test_data / "community" / "bicycles-meta")
        statuses, slowest = [], 0.0
        with httpx.Client(base_url=site.url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            while run.poll() is None and len(statuses) < 15:
                began = time.monotonic()
                asked = client.post("/api/v1/questions/", json={"title": "The chain squeaks", "body": "All day.", "tags": [], "lang": "en"})
                slowest = max(slowest, time.monotonic() - began)
                statuses.append(asked.status_code)
                time.sleep(0.3)
        _, errors = run.communicate(timeout=200)
    finally:
        site.stop()

    assert errors == ""
    assert len(statuses) >= 5
    assert set(statuses) == {201}
    assert slowest < 5


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.timeout(900)
def test_the_largest_community_at_hand_comes_whole_in_little_memory(own_site, test_data):
    run = importing(own_site, test_data / "community" / "thunderbird-2024h1")
    process, most = psutil.Process(run.pid), 0
    while run.poll() is None:
        try:
            most = max(most, process.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.2)
    report, errors = run.communicate()

    assert errors == ""
    assert read(own_site, "select count(*), count(accepted_id) from qa_question") == [(7056, 892)]
    assert read(own_site, "select count(*) from qa_answer") == [(15628,)]
    assert read(own_site, "select lang, count(*) from qa_question where lang in ('es', 'pt') group by lang") == [("es", 174), ("pt", 101)]
    assert 0 < most < 600_000_000
    assert "Nothing new." not in report

    before = shape(own_site)
    again = importing(own_site, test_data / "community" / "thunderbird-2024h1")
    assert "Nothing new." in again.communicate()[0]
    assert shape(own_site) == before
