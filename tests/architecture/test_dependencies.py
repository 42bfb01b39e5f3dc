"""What the code imports is what pyproject.toml declares, and what the lock files hold."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PRODUCT = [*(ROOT / "site").glob("*/"), *(path.parent for path in ROOT.glob("*/apps.py"))]
OURS = {folder.name for folder in PRODUCT} | {"tests", "bench"}
DISTRIBUTIONS = packages_distributions()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ;]", name)[0]).lower()


RUNS = {normal(line) for line in PROJECT["project"]["dependencies"]}
TESTS = RUNS | {normal(line) for line in PROJECT["dependency-groups"]["dev"]}


def imported(folders: list[Path]) -> dict[str, str]:
    """Top-level packages of others that code below ``folders`` imports, each with one file that does.

    Migrations are left out: they name what the fields of a declared package are made of.
    """
    found = {}
    for file in (file for folder in folders for file in folder.rglob("*.py") if "migrations" not in file.parts):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in (name.partition(".")[0] for name in names):
                if name not in sys.stdlib_module_names and name not in OURS:
                    found[name] = str(file.relative_to(ROOT))
    return found


@pytest.mark.parametrize(
    ("folders", "declared"), [(PRODUCT, RUNS), ([ROOT / "tests", ROOT / "bench", ROOT / "scripts"], TESTS)], ids=["product", "tests"]
)
def test_what_is_imported_is_declared(folders, declared):
    undeclared = {
        name: file
        for name, file in imported(folders).items()
        if not declared & {normal(given) for given in DISTRIBUTIONS.get(name, [name])}
    }

    assert not undeclared


@pytest.mark.parametrize(("lock", "declared"), [("requirements.lock", RUNS), ("requirements-dev.lock", TESTS)])
def test_what_is_declared_is_locked_with_hashes(lock, declared):
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text())
    locked = {normal(entry.partition("==")[0]): entry for entry in entries if "==" in entry}

    assert not declared - set(locked)
    assert not [name for name, entry in locked.items() if "--hash=sha256:" not in entry]


def test_both_locks_agree():
    def versions(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), flags=re.MULTILINE))

    runs, tests = versions("requirements.lock"), versions("requirements-dev.lock")

    assert {name: version for name, version in runs.items() if tests.get(name) != version} == {}
