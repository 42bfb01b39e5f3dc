"""Rules of the house that no linter knows: sizes, doors, leftovers."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 450
ONLY_DOOR = "site/core/text.py"


def tracked(*patterns: str) -> list[str]:
    """Files under version control and new ones that are not ignored, without what others wrote."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.splitlines() if "/vendor/" not in f"/{name}" and (ROOT / name).is_file()]


def lines(name: str) -> Iterator[tuple[int, str]]:
    yield from enumerate((ROOT / name).read_text(errors="replace").splitlines(), start=1)


def found(pattern: str, names: list[str]) -> list[str]:
    search = re.compile(pattern).search
    return [f"{name}:{number}: {line.strip()[:100]}" for name in names for number, line in lines(name) if search(line)]


def test_files_have_one_purpose():
    code = [name for name in tracked("*.py", "*.html", "*.js", "*.css") if "/migrations/" not in name]
    long = {name: count for name in code if (count := sum(1 for _ in lines(name))) > MOST_LINES}

    assert not long, "split these by purpose"


def test_html_is_marked_safe_by_the_sanitiser_alone():
    code = [name for name in tracked("*.py", "*.html") if name != ONLY_DOOR and not name.startswith("tests/")]

    assert not found(r"mark_safe|\|\s*safe\b|autoescape off|csrf_exempt|SafeString\((?!\))", code)


def test_no_script_or_style_is_inline():
    pages = tracked("templates/*.html", "*/templates/*.html")

    assert not found(r"<script(?![^>]*(\bsrc=|type=\"application/(ld\+)?json\"))|<style\b|\sstyle=|\son[a-z]+=\"|javascript:", pages)


def test_nothing_is_left_lying_about():
    code = tracked("*.py", "*.html", "*.js", "*.css", "run", "test", "scripts/*")
    product = [name for name in code if not name.startswith(("tests/", "bench/"))]

    assert not found(r"\b(TODO|FIXME|XXX)\b|\bbreakpoint\(|\bpdb\b", [name for name in code if Path(name).name != Path(__file__).name])
    assert not found(r"^\s*print\(|\bconsole\.log\(", [name for name in product if "/management/" not in name])


def test_modules_open_with_what_they_are_for():
    bare = [
        name
        for name in tracked("*.py")
        if not name.startswith("tests/")
        and "/migrations/" not in name
        and (text := (ROOT / name).read_text().lstrip())
        and not re.match(r'(#!.*\n)?("""|\'\'\'|r""")', text)
    ]

    assert not bare


def test_skips_have_a_reason():
    assert not found(r"pytest\.mark\.(skip|xfail)(\(\))?\s*$", tracked("tests/*.py"))


def test_the_one_entry_of_continuous_integration_is_the_test_script():
    assert "exec ./test" in (ROOT / ".ci" / "run").read_text()
