"""What an import linter can't see: models named by a string, looked up by name, or reached through a migration."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 0,
    "accounts": 1,
    "forums": 2,
    "forum": 2,
    "forum_conversation": 2,
    "kb": 2,
    "qa": 2,
    "blog": 2,
    "search": 3,
    "gamification": 3,
    "moderation": 3,
    "crm_sync": 3,
    "insights": 3,
    "notifications": 3,
    "config": 4,
}


def sources() -> Iterator[tuple[str, Path]]:
    for label in FLOORS:
        folder = Path(apps.get_app_config(label).path)
        for file in folder.rglob("*.py"):
            yield label, file


# Apps with machina's names, inside the forums' room.
ROOMS = {"forum": "forums", "forum_conversation": "forums"}


def runs_down(label: str, other: str) -> bool:
    return ROOMS.get(label, label) == ROOMS.get(other, other) or other not in FLOORS or FLOORS[other] < FLOORS[label]


def calls(name: str, tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == name:
                yield node


def test_every_app_of_ours_stands_on_a_floor():
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path}

    assert ours == set(FLOORS)


@pytest.mark.parametrize("label", FLOORS)
def test_relations_run_down(label):
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and isinstance(field.related_model, type):
                other = field.related_model._meta.app_label
                # Everybody may belong to a person; the ground names people through the setting, never through the room.
                if issubclass(field.related_model, models.Model) and other == "accounts":
                    continue
                assert runs_down(label, other), f"{model._meta.label}.{field.name} refers to {other}: keep a ref (kind, id) instead"


def test_models_are_not_looked_up_across_floors():
    for label, file in sources():
        if "migrations" in file.parts:
            continue
        for call in calls("get_model", ast.parse(file.read_text())):
            named = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
            assert runs_down(label, str(named).partition(".")[0]), f"{file.relative_to(ROOT)}:{call.lineno} looks up {named}"


def test_migrations_depend_downwards():
    people = ("accounts", "__first__")  # what the setting of the people's model becomes: no room's name, so anybody may use it
    for (label, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        if label not in FLOORS:
            continue
        up = [tuple(other) for other in migration.dependencies if not runs_down(label, other[0]) and tuple(other) != people]
        assert not up, f"{label}.{name} depends on {up}"
