"""Production's entry points are the commands that run here."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = {"proxy", "migrate", "web", "live", "worker", "postgres", "redis", "elasticsearch"}
START_SECONDS = 40
SIGN_IN = """
import sys
from django.conf import settings
from django.test import Client
from accounts.actions.register_person import register_person
client = Client()
client.force_login(register_person("mo", "mo@example.test", roles=["moderator"]), backend=settings.AUTHENTICATION_BACKENDS[0])
sys.stdout.write(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
PUSH = """
import time
from core.live import push
from moderation.live import GROUP
for _ in range(20):
    push(GROUP, {"item": 7})
    time.sleep(0.5)
"""
UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x" * 22 + "=="}


@contextmanager
def process(service: str, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """The command of a compose service, as the image would run it, on a free loopback port."""
    [command] = COMPOSE["services"][service]["command"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    started = subprocess.Popen(
        [ROOT / command], cwd=ROOT, env=environment | {"PATH": path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
            raise


def answer(url: str, of: subprocess.Popen) -> httpx.Response:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if of.poll() is not None:
            pytest.fail(f"ended with {of.returncode}: {of.stdout.read().decode()[-2000:]}")
        try:
            return httpx.get(url, timeout=10)
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"nothing answered at {url} within {START_SECONDS} s")


def command_for(code: str) -> list[str]:
    return [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"]


@pytest.fixture
def local(own_site):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return own_site | {"PLAZA_BIND": "127.0.0.1", "PLAZA_PORT": str(port), "PLAZA_WORKERS": "1"}


def test_every_service_is_there_and_checked():
    assert set(COMPOSE["services"]) == SERVICES
    assert {name for name, service in COMPOSE["services"].items() if "healthcheck" not in service} == {"migrate"}


def test_every_process_waits_for_what_it_stands_on():
    for name in ("web", "live", "worker"):
        assert set(COMPOSE["services"][name]["depends_on"]) == {"postgres", "redis", "migrate"}


def test_compose_accepts_the_file():
    tool = next((tool for tool in (["docker", "compose"], ["docker-compose"]) if works(tool)), None)
    if tool is None:
        pytest.skip("docker compose is not installed")
    given = os.environ | {"SECRET_KEY": "x" * 50, "POSTGRES_PASSWORD": "x"}

    result = subprocess.run([*tool, "config", "--quiet"], cwd=ROOT, env=given, capture_output=True, text=True, timeout=60)

    assert result.returncode == 0, result.stderr


def works(tool: list[str]) -> bool:
    return shutil.which(tool[0]) is not None and subprocess.run([*tool, "version"], capture_output=True, timeout=30).returncode == 0


def test_image_holds_what_the_lock_says():
    image = (ROOT / "Dockerfile").read_text()

    assert "--require-hashes --no-deps -r requirements.lock" in image
    assert 'CMD ["deploy/web"]' in image


def test_every_variable_of_the_operators_is_documented():
    text = "".join(file.read_text() for file in [*ROOT.glob("site/config/settings/*.py"), *ROOT.glob("deploy/*"), ROOT / "run"])
    read = set(re.findall(r"\b(?:PLAZA_[A-Z_]+|DATABASE_URL|REDIS_URL|EMAIL_URL|SECRET_KEY)\b", text))
    documented = (ROOT / "docs" / "operators" / "configure.md").read_text()

    assert not {name for name in read if f"`{name}`" not in documented}


@pytest.mark.slow
@pytest.mark.django_db
def test_web_serves_pages_through_granian(local):
    with process("web", local) as web:
        assert answer(f"http://127.0.0.1:{local['PLAZA_PORT']}/healthz", web).text == "ok\n"
        page = httpx.get(f"http://127.0.0.1:{local['PLAZA_PORT']}/", timeout=20)

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.slow
@pytest.mark.django_db
def test_live_serves_probes_and_refuses_unknown_sockets(local):
    with process("live", local) as live:
        base = f"http://127.0.0.1:{local['PLAZA_PORT']}"
        answer(f"{base}/healthz", live)
        upgrade = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "x" * 22 + "==",
            "Origin": base,
        }
        refused = httpx.get(f"{base}/ws/nobody/", headers=upgrade, timeout=10)

    assert refused.status_code in {403, 404}


@pytest.mark.slow
@pytest.mark.django_db
def test_worker_ends_when_it_is_told_to(local):
    with process("worker", local) as worker:
        assert b"worker started" in worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(15) == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_a_push_reaches_the_browsers_of_another_process(local, redis_url):
    site = local | {"REDIS_URL": redis_url}
    session = subprocess.run(command_for(SIGN_IN), env=site, capture_output=True, text=True, check=True, timeout=60).stdout

    with process("live", site) as live:
        host = f"127.0.0.1:{local['PLAZA_PORT']}"
        ready = answer(f"http://{host}/readyz", live).json()
        signed_in = {"Cookie": f"sessionid={session}"}
        with (
            connect(f"ws://{host}/ws/desk/", origin=f"http://{host}", additional_headers=signed_in) as desk,
            subprocess.Popen(command_for(PUSH), env=site) as elsewhere,
        ):
            heard = json.loads(desk.recv(timeout=30))
            elsewhere.terminate()

    assert heard == {"events": [{"item": 7}]}
    assert ready["checks"]["channel_layer"]["reach"] == "every process"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_lost_redis_is_told(local):
    with process("web", local | {"REDIS_URL": "redis://127.0.0.1:1/0"}) as web:
        base = f"http://127.0.0.1:{local['PLAZA_PORT']}"
        answer(f"{base}/healthz", web)
        ready = httpx.get(f"{base}/readyz", timeout=20)

    assert ready.status_code == 503
    assert [name for name, check in ready.json()["checks"].items() if not check["ok"]] == ["channel_layer"]


@pytest.mark.slow
@pytest.mark.django_db
def test_production_settings_lack_nothing(own_site):
    production = own_site | {
        "SECRET_KEY": "".join(chr(33 + number % 90) for number in range(7, 500, 7)),
        "PLAZA_HTTPS": "1",
        "PLAZA_HOSTS": "community.example.com",
        "PLAZA_BASE_URL": "https://community.example.com",
    }

    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(command, cwd=ROOT, env=production, capture_output=True, text=True, timeout=60)

    assert result.returncode == 0, result.stderr
