"""A migrated database, made once for each state of the migrations and copied for each test session: an SQLite file, and a database on a
PostgreSQL server.

Migrating takes many times as long as the copy. The template's name is a hash of everything that shapes it; an old one is thrown away.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from functools import cache
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "build" / "test-databases"
PLANTING = ("apps.py", "models.py", "roles.py", "rights.py", "tree.py", "planting.py", "badges/plant.py", "badges/planted.toml")
KEPT = 6
TEMPLATE_LOCK = 7_529_201


def fingerprint() -> str:
    """A hash of the migrations of all installed apps, and of our own apps' code that may run after migrating."""
    seen = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        files = [*Path(app.path).glob("migrations/*.py")]
        if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path:
            files += [Path(app.path) / name for name in PLANTING]
        for file in sorted(file for file in files if file.exists()):
            seen.update(f"{app.label}/{file.name}".encode())
            seen.update(file.read_bytes())
    return seen.hexdigest()[:20]


@cache
def template_database() -> Path:
    """The path of the migrated template, made when there is none for this state; one session keeps to one, whoever edits meanwhile.

    One process makes it while others wait: two at once would take twice as long.
    """
    template = TEMPLATES / f"{fingerprint()}.sqlite3"
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            _make(template)
            _forget_old()
    return template


def copy_template(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template_database(), target)
    return target


def back_to_template() -> None:
    """After a test that committed: the database is the migrated template again.

    Django would empty every table and tell all rooms that they were migrated, which plant pages, rights, forums and badges anew: three
    seconds a test.
    """
    connection = connections["default"]
    connection.close()
    with sqlite3.connect(template_database()) as template, sqlite3.connect(connection.settings_dict["NAME"], timeout=30) as used:
        used.execute("PRAGMA synchronous=OFF")  # nothing here outlives the tests, so nothing waits for the disk
        template.backup(used)
    template.close()
    used.close()


class Planted:
    """The same where the database is a server's: what stood in it after migrating is remembered, and put back."""

    def __init__(self) -> None:
        from config.backup import tables

        lines = {model: list(tables.lines(model, "default")) for model in tables.kept_models()}
        self.lines = {model: rows for model, rows in lines.items() if rows}

    def put_back(self) -> None:
        from config.backup import tables

        with transaction.atomic():
            tables.empty("default")
            for model, rows in self.lines.items():
                tables.fill(model, rows, "default")
            tables.reset_sequences("default")


def server_template(server: str) -> str:
    """The name of the migrated database on a PostgreSQL server; one process makes it while others wait."""
    from tests.support.services import database_url

    name = f"plaza_template_{fingerprint()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'DROP DATABASE IF EXISTS "{name}_draft"')
            connection.execute(f'CREATE DATABASE "{name}_draft"')
            migrating = os.environ | {"DATABASE_URL": database_url(server, f"{name}_draft"), "DJANGO_SETTINGS_MODULE": "config.settings"}
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=migrating, check=True)
            connection.execute(f'ALTER DATABASE "{name}_draft" RENAME TO "{name}"')
    return name


def use(name: Path | str) -> None:
    """Point the default connection, of every thread, at a file or at a database of the same server."""
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = str(name)


def _make(template: Path) -> None:
    draft = template.with_name(f"{template.stem}.{os.getpid()}.draft")
    before = connections["default"].settings_dict["NAME"]
    use(draft)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        use(before)
    with sqlite3.connect(draft) as plain:
        plain.execute("PRAGMA journal_mode=DELETE")  # folds the write-ahead log in, so that one file is the whole database
    plain.close()
    draft.replace(template)


def _forget_old() -> None:
    for unfinished in TEMPLATES.glob("*.draft*"):
        unfinished.unlink()
    by_age = sorted(TEMPLATES.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[KEPT:]:
        old.unlink(missing_ok=True)


if __name__ == "__main__":
    django.setup()
    if server := os.environ.get("PLAZA_TEST_POSTGRES"):
        server_template(server)
    else:
        template_database()
