"""Adds up what the runs of a suite reported: `python tests/support/summary.py FOLDER` reads its JUnit files and prints one line."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def summary(folder: Path) -> str:
    """``N passed, N failed, N skipped`` over all reports in ``folder``; errors count as failed."""
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for report in folder.glob("*.xml"):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            for name in total:
                total[name] += int(suite.get(name, 0))
    bad = total["failures"] + total["errors"]
    return f"{total['tests'] - bad - total['skipped']} passed, {bad} failed, {total['skipped']} skipped"


if __name__ == "__main__":
    print(summary(Path(sys.argv[1])))
