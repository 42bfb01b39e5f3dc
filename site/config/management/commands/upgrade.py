"""`manage.py upgrade`: bring the database to this release; what is there is copied first, and a newer site is left alone."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config.backup.archive import copy_sqlite

COPIES = 3


class Command(BaseCommand):
    help = "Migrate the database after copying it (SQLite) to before-upgrade/ in the data folder. Does nothing when all is current."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        applied = set(executor.loader.applied_migrations)
        if newer := _from_the_future(executor, applied):
            raise CommandError(
                f"this site was last used with {_noted().get('version', 'another release')}, which is newer than {settings.PLAZA_VERSION}:"
                f" it has {', '.join(newer)}. Nothing was changed. Install that release, or restore a backup made with this one."
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            if applied:
                self._copy()
            call_command("migrate", interactive=False, verbosity=0)
        _note()

    def _copy(self) -> None:
        if connection.vendor != "sqlite":
            self.stderr.write("no copy is made of a database server: `manage.py backup` makes one before an upgrade")
            return
        folder = settings.PLAZA_DATA / "before-upgrade"
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"{_noted().get('version', 'unknown')}-{timezone.now():%Y%m%d-%H%M%S}.sqlite3"
        copy_sqlite(target)
        target.chmod(0o600)
        self.stderr.write(f"the database before this upgrade: {target}")
        for old in sorted(folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-COPIES]:
            old.unlink()


def _from_the_future(executor: MigrationExecutor, applied: set[tuple[str, str]]) -> list[str]:
    """What was migrated by a release that knows more; squashed migrations are known though their own files may be gone."""
    loader = executor.loader
    apps = {app for app, _name in loader.disk_migrations}
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    return sorted(f"{app}.{name}" for app, name in applied - set(loader.graph.nodes) - replaced if app in apps)


def _version_file() -> Path:
    return settings.PLAZA_DATA / "version.json"


def _noted() -> dict[str, str]:
    try:
        return json.loads(_version_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def _note() -> None:
    if _noted().get("version") != settings.PLAZA_VERSION:
        facts = {"version": settings.PLAZA_VERSION, "since": timezone.now().isoformat()}
        _version_file().write_text(json.dumps(facts) + "\n", encoding="utf-8")
