"""import-linter holds the floors; these tests hold import-linter: a deliberate upward import must be seen to fail."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT, ROOT / "site"]


def packages() -> set[str]:
    """The names of all our packages, wherever they live."""
    return {init.parent.name for source in SOURCES for init in source.glob("*/__init__.py") if init.parent.name not in {"tests", "bench"}}


@pytest.fixture
def copied(tmp_path):
    """A copy of the source, to break."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for source in SOURCES:
        for package in source.glob("*/__init__.py"):
            folder = package.parent
            shutil.copytree(folder, tmp_path / folder.relative_to(ROOT), ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    path = f"{folder}:{folder / 'site'}"
    return subprocess.run(
        [linter, "--no-cache"], cwd=folder, env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=60
    )


def test_every_package_stands_on_a_floor():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = {name.strip() for layer in contracts["contracts"][0]["layers"] for name in layer.split("|")}

    assert packages() == set(contracts["root_packages"]) == floors


def test_floors_hold(copied):
    result = lint(copied)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("site/core/upward.py", "import accounts.models"),
        ("site/core/upward.py", "import qa.events"),
        ("site/accounts/upward.py", "import qa.models"),
        ("qa/upward.py", "from search import apps"),
        ("search/upward.py", "import gamification.models"),
        ("crm_sync/upward.py", "import config.urls"),
        ("qa/events.py", "import qa.models"),
        ("qa/events.py", "import accounts.models"),
    ],
)
def test_an_import_that_goes_up_or_aside_is_caught(copied, module, line):
    with (copied / module).open("a") as file:
        file.write(f"\n{line}\n")

    result = lint(copied)

    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


@pytest.mark.parametrize(
    ("module", "line"), [("gamification/aside.py", "import moderation.events"), ("site/accounts/aside.py", "import qa.events")]
)
def test_another_rooms_events_may_be_imported(copied, module, line):
    (copied / module).write_text(f"{line}\n")

    result = lint(copied)

    assert result.returncode == 0, result.stdout
