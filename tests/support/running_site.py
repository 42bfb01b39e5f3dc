"""A whole site in a process of its own, on a free port, with its own data folder: what a browser test looks at."""

import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from tests.support.processes import Nursery

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "una-clave-de-prueba"
START_SECONDS = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class RunningSite:
    """``environment`` names a migrated data folder. The six demo people have `PASSWORD`."""

    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    _nursery: Nursery | None = None
    _done: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return Path(self.environment["PLAZA_DATA"])

    def manage(self, *arguments: str) -> str:
        """Run a command of `manage.py` on this site and return what it printed."""
        if self._nursery is None:
            self._nursery = Nursery(self._environment())
        return self._nursery.run(*arguments).stdout

    def shell(self, code: str) -> str:
        """Run Python in the site, as in ``manage.py shell``."""
        return self.manage("shell", "--no-imports", "-c", code)

    def once(self, code: str) -> None:
        """`shell`, unless the site has seen this code already."""
        if code not in self._done:
            self.shell(code)
            self._done.add(code)

    def session(self, person: str) -> str:
        """The key of a new session in which ``person`` has signed in: no password is computed, and no rate limit counts it."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from django.utils import timezone

        from accounts.models import User

        with closing(sqlite3.connect(self.data / "plaza.sqlite3", timeout=30)) as database, database:
            [(number, password)] = database.execute("SELECT id, password FROM accounts_user WHERE username = ?", [person])
            facts = {
                SESSION_KEY: str(number),
                BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: User(password=password).get_session_auth_hash(),
            }
            key, end = token_hex(16), timezone.now() + timedelta(days=1)
            row = [key, SessionStore().encode(facts), f"{end:%Y-%m-%d %H:%M:%S}"]
            database.execute("INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)", row)
        return key

    def start(self) -> None:
        log = (self.data / "server.log").open("ab")
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--lifespan", "on", "--log-level", "warning"], cwd=ROOT, env=self._environment(), stdout=log, stderr=log
        )
        try:
            self._wait()
        except AssertionError:
            self.stop()
            raise

    def stop(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _environment(self) -> dict[str, str]:
        return self.environment | {"PLAZA_PORT": str(self.port), "PLAZA_BASE_URL": self.url, "PYTHONUNBUFFERED": "1"}

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/robots.txt", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"the site did not start: {self.log()[-2000:]}")

    def log(self) -> str:
        path = self.data / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""
