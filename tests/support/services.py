"""Real servers for tests: taken from the environment, else started from `tests/services/`, else the test is skipped with the reason."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "services"


@contextmanager
def running(name: str, variable: str) -> Iterator[str]:
    """The URL of the service ``name``; it is stopped at the end if it was started here."""
    if given := os.environ.get(variable):
        yield given
        return
    started = subprocess.run([SCRIPTS / name, "start"], capture_output=True, text=True, timeout=150)
    if started.returncode:
        pytest.skip(f"{variable} is not set, and {started.stderr.strip() or f'{name} did not start'}")
    url, folder = started.stdout.split()
    try:
        yield url
    finally:
        subprocess.run([SCRIPTS / name, "stop", folder], check=True, timeout=60)


@contextmanager
def new_database(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a database of one's own: empty, or a copy of ``template``."""
    name = f"plaza_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield database_url(server, name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def database_url(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
