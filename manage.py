#!/usr/bin/env python
"""Plaza's command line: `manage.py help` lists the commands."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# Apps live in two source roots: the repository itself and `site/` (a folder, never a package: `site` is a standard-library module).
sys.path[:0] = [str(ROOT), str(ROOT / "site")]


def main() -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.startup import set_up

    try:
        set_up()
    except ImproperlyConfigured as error:
        sys.exit(f"The settings can't be used: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
