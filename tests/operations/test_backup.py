"""A backup holds all of a site, and any database takes it back."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def manage(site, *arguments, may_fail=False):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=os.environ | site, capture_output=True, text=True, timeout=170
    )
    assert may_fail or done.returncode == 0, done.stderr[-3000:]
    return done


@pytest.fixture
def filled(own_site):
    manage(own_site, "seed_demo", "--password", "correct horse battery", "--size", "small")
    media = Path(own_site["PLAZA_DATA"]) / "media" / "uploads"
    media.mkdir(parents=True)
    (media / "drum.png").write_bytes(b"not really a picture")
    return own_site


@pytest.fixture
def other(tmp_path, own_site):
    """Another site, not yet migrated."""
    return own_site | {"PLAZA_DATA": str(tmp_path / "other")}


def contents(site):
    """Digests of all tables, as a new backup of the site tells them."""
    file = Path(manage(site, "backup").stdout.strip().splitlines()[-1])
    assert file.stat().st_mode & 0o077 == 0
    manifest = json.loads(ZipFile(file).read("manifest.json"))
    return file, manifest["tables"], manifest["files"]


def test_what_is_restored_is_what_was_there(filled, other):
    file, rows, files = contents(filled)
    assert rows["qa.Question"][0] > 5 and list(files) == ["uploads/drum.png"]
    assert "sessions.Session" not in rows
    manage(other, "upgrade")

    manage(other, "restore", str(file))

    _file, restored_rows, restored_files = contents(other)
    assert (restored_rows, restored_files) == (rows, files)
    assert "disagree" not in manage(other, "check_consistency").stdout
    again = manage(other, "restore", str(file), may_fail=True)
    assert again.returncode and "--replace" in again.stderr
    manage(other, "restore", str(file), "--replace")


def test_a_site_moves_from_sqlite_to_postgresql(filled, other, postgres_database):
    file, rows, _files = contents(filled)
    server = other | {"DATABASE_URL": postgres_database}
    manage(server, "upgrade")

    manage(server, "restore", str(file))

    assert contents(server)[1] == rows
    # Sequences go on after what was restored.
    manage(server, "shell", "-c", "from accounts.models import User; User.objects.create_user('after')")


def test_a_damaged_backup_changes_nothing(filled, tmp_path):
    file, rows, _files = contents(filled)
    damaged = tmp_path / "damaged.zip"
    with ZipFile(file) as good, ZipFile(damaged, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(b"Brisa", b"Brasi") if name == "tables/qa.Question.jsonl" else content)

    for wrong in (damaged, tmp_path / "missing.zip", Path(__file__)):
        done = manage(filled, "restore", str(wrong), "--replace", may_fail=True)
        assert done.returncode and "Traceback" not in done.stderr
    assert "qa.Question" in manage(filled, "restore", str(damaged), "--replace", may_fail=True).stderr
    assert contents(filled)[1] == rows


def test_an_upgrade_copies_first_and_a_newer_site_is_left_alone(own_site):
    folder = Path(own_site["PLAZA_DATA"])
    manage(own_site, "upgrade")
    assert json.loads((folder / "version.json").read_text())["version"]
    assert not (folder / "before-upgrade").exists()
    manage(own_site, "migrate", "usersessions", "zero")

    said = manage(own_site, "upgrade").stderr
    (copy,) = (folder / "before-upgrade").iterdir()
    assert str(copy) in said

    code = "from django.db.migrations.recorder import MigrationRecorder as R; from django.db import connection as c;"
    manage(own_site, "shell", "-c", code + "R(c).record_applied('qa', '9999_from_the_future')")
    refused = manage(own_site, "upgrade", may_fail=True)
    assert refused.returncode and "qa.9999_from_the_future" in refused.stderr
