"""The process that `tests.support.processes` forks others from: it reads one question a line and answers it on one."""

import json
import os
import sys
import traceback
from pathlib import Path

import django
from django.core.management import execute_from_command_line


def main() -> None:
    django.setup()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        question = json.loads(line)
        if "start" in question:
            answer = {"pid": start(question["start"], Path(question["folder"]))}
        else:
            ended, status = os.waitpid(question["poll"], os.WNOHANG)
            answer = {"code": os.waitstatus_to_exitcode(status) if ended else None}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def start(arguments: list[str], folder: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    for number, name, mode in ((0, os.devnull, os.O_RDONLY), (1, folder / "stdout", os.O_WRONLY), (2, folder / "stderr", os.O_WRONLY)):
        os.dup2(os.open(name, mode | os.O_CREAT, 0o600), number)
    code = 1
    try:
        execute_from_command_line(["manage.py", *arguments])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
