"""A process of jobs in which building an index ends it, as the system does when memory runs out."""

import os
import signal
import sys
from types import ModuleType


def instead_of(workers: ModuleType) -> None:
    """Have ``workers`` start this file where they start the product's commands."""
    workers.MANAGE = __file__


def main() -> None:
    from config.startup import set_up

    set_up()
    from django.core.management import execute_from_command_line

    from core import jobs

    jobs.job("search.rebuild", label="Dies")(lambda progress: os.kill(os.getpid(), signal.SIGKILL))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
