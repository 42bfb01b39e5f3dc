"""A backup holds all of a site, and any database takes it back."""

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.database import copy_template
from tests.support.processes import Nursery

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def filled(own_site, demo_site):
    """A site with the small demo, and a file beside it."""
    shutil.copytree(demo_site, own_site["PLAZA_DATA"], dirs_exist_ok=True)
    media = Path(own_site["PLAZA_DATA"]) / "media" / "uploads"
    media.mkdir(parents=True, exist_ok=True)
    (media / "drum.png").write_bytes(b"not really a picture")
    with Nursery(own_site) as site:
        yield site


@pytest.fixture
def other(own_site, tmp_path):
    """Another site: migrated, and empty."""
    copy_template(tmp_path / "other" / "plaza.sqlite3")
    with Nursery(own_site | {"PLAZA_DATA": str(tmp_path / "other")}) as site:
        yield site


def contents(site):
    """Digests of all tables, as a new backup of the site tells them."""
    file = Path(site.run("backup").stdout.strip().splitlines()[-1])
    assert file.stat().st_mode & 0o077 == 0
    manifest = json.loads(ZipFile(file).read("manifest.json"))
    return file, manifest["tables"], manifest["files"]


def test_what_is_restored_is_what_was_there(filled, other):
    file, rows, files = contents(filled)
    assert rows["qa.Question"][0] > 5 and list(files) == ["uploads/drum.png"]
    assert "sessions.Session" not in rows

    other.run("restore", str(file))

    _file, restored_rows, restored_files = contents(other)
    assert (restored_rows, restored_files) == (rows, files)
    assert "disagree" not in other.run("check_consistency").stdout
    again = other.run("restore", str(file), may_fail=True)
    assert again.returncode and "--replace" in again.stderr
    other.run("restore", str(file), "--replace")


def test_a_site_moves_from_sqlite_to_postgresql(filled, own_site, tmp_path, postgres_database):
    file, rows, _files = contents(filled)
    with Nursery(own_site | {"PLAZA_DATA": str(tmp_path / "server"), "DATABASE_URL": postgres_database}) as server:
        server.run("upgrade")

        server.run("restore", str(file))

        assert contents(server)[1] == rows
        # Sequences go on after what was restored.
        server.shell("from accounts.models import User; User.objects.create_user('after')")


def test_a_damaged_backup_changes_nothing(filled, tmp_path):
    file, rows, _files = contents(filled)
    damaged = tmp_path / "damaged.zip"
    with ZipFile(file) as good, ZipFile(damaged, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(b"Brisa", b"Brasi") if name == "tables/qa.Question.jsonl" else content)

    for wrong in (damaged, tmp_path / "missing.zip", Path(__file__)):
        done = filled.run("restore", str(wrong), "--replace", may_fail=True)
        assert done.returncode and "Traceback" not in done.stderr
    assert "qa.Question" in filled.run("restore", str(damaged), "--replace", may_fail=True).stderr
    assert contents(filled)[1] == rows


def test_an_upgrade_copies_first_and_a_newer_site_is_left_alone(own_site):
    folder = Path(own_site["PLAZA_DATA"])
    with Nursery(own_site) as site:
        site.run("upgrade")
        assert json.loads((folder / "version.json").read_text())["version"]
        assert not (folder / "before-upgrade").exists()
        site.run("migrate", "usersessions", "zero")

        said = site.run("upgrade").stderr
        (copy,) = (folder / "before-upgrade").iterdir()
        assert str(copy) in said

        code = "from django.db.migrations.recorder import MigrationRecorder as R; from django.db import connection as c;"
        site.shell(code + "R(c).record_applied('qa', '9999_from_the_future')")
        refused = site.run("upgrade", may_fail=True)
        assert refused.returncode and "qa.9999_from_the_future" in refused.stderr
