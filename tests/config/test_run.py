"""`./run`, as a person types it."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.support.database import copy_template

ROOT = Path(__file__).resolve().parents[2]
FIRST_START_SECONDS = 150
SECOND_START_SECONDS = 10

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


class Running:
    """A site started by ``./run``, and what it printed."""

    def __init__(self, data: Path, **variables: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        inherited = {name: os.environ[name] for name in os.environ if not name.startswith(("PLAZA_", "DJANGO_", "PYTHON", "SECRET"))}
        given = {"PLAZA_DATA": str(data), "PLAZA_PORT": str(self.port)} | variables
        self.log = data.with_suffix(".log")
        self.started = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen([ROOT / "run"], env=inherited | given, stdout=log, stderr=log, cwd=data.parent)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def printed(self, wanted: str, within: float) -> str:
        """What was printed up to now, once ``wanted`` is in it."""
        while time.monotonic() < self.started + within:
            if wanted in (text := self.log.read_text()):
                return text
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"{wanted!r} was not printed within {within} s:\n{self.log.read_text()[-3000:]}")

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=30)


@pytest.mark.timed
def test_a_new_site_has_a_demo_and_starts_again_with_the_same_logins(tmp_path):
    data = tmp_path / "site"

    with Running(data) as site:
        first = site.printed("password", FIRST_START_SECONDS)
        page = site.get("/")
    with Running(data) as site:
        second = site.printed("password", SECOND_START_SECONDS)
        again = site.get("/")

    assert page.status_code == again.status_code == 200
    assert f"http://127.0.0.1:{site.port}/" in second
    assert all(name in first for name in ("member", "expert", "agent", "moderator", "manager", "admin"))
    password = re.compile(r"password: (\S+)")
    assert password.findall(first) == password.findall(second) != []
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((data / "logins.txt").stat().st_mode) == 0o600


def test_a_start_cut_short_is_taken_up_and_an_empty_site_has_an_administrator_alone(tmp_path):
    data = tmp_path / "site"
    copy_template(data / "plaza.sqlite3")  # ended after migrating
    (data / "unfinished").touch()

    with Running(data, PLAZA_DEMO="0") as site:
        text = site.printed("password", FIRST_START_SECONDS)
        listed = site.get("/questions/")

    assert "administrator: admin" in text
    assert "/questions/1/" not in listed.text
    assert not (data / "unfinished").exists()


def test_a_taken_port_is_said_before_anything_is_done(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        given = os.environ | {"PLAZA_DATA": str(tmp_path / "site"), "PLAZA_PORT": str(port)}
        result = subprocess.run([ROOT / "run"], env=given, capture_output=True, text=True, timeout=30)

    assert result.returncode == 1
    assert "PLAZA_PORT=" in result.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("address", ["nonsense", "mysqlx://a@b/c", "mysql://a@b/c", "postgres://plaza:secret@localhost:port/plaza"])
def test_an_address_that_is_no_databases_is_said_in_one_line(address, tmp_path):
    given = os.environ | {"PLAZA_DATA": str(tmp_path / "site"), "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    result = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=given, capture_output=True, text=True, timeout=60)

    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "DATABASE_URL is no address of a database" in line
