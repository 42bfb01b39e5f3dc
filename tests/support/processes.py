"""A site's processes, for tests that start and kill many: each is forked from one that has imported everything already, so that a start
costs a hundredth of a second instead of three seconds of a core. A forked process is a process: `kill -9` ends it like any other.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Forked:
    """One process. What it prints is in ``stdout`` and ``stderr``, also while it runs."""

    nursery: "Nursery"
    pid: int
    folder: Path
    returncode: int | None = None

    @property
    def stdout(self) -> str:
        return (self.folder / "stdout").read_text(errors="replace")

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text(errors="replace")

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self.nursery.asked({"poll": self.pid})["code"]
        return self.returncode

    def wait(self, seconds: float = 170) -> int:
        deadline = time.monotonic() + seconds
        while (code := self.poll()) is None:
            assert time.monotonic() < deadline, f"still running after {seconds} s: {self.stderr[-2000:]}"
            time.sleep(0.01)
        return code

    def says(self, wanted: str, seconds: float = 60) -> None:
        """Wait until it has printed ``wanted``."""
        deadline = time.monotonic() + seconds
        while wanted not in self.stdout:
            assert self.poll() is None and time.monotonic() < deadline, f"{wanted!r} never came: {self.stderr[-2000:]}"
            time.sleep(0.005)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End it, and wait until it is gone. The nursery reaps it, so its number is nobody else's before."""
        if self.poll() is None:
            os.kill(self.pid, number)
            self.wait()


class Nursery:
    """``with Nursery(environment) as site: site.run("worker")`` – the processes of one site."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="plaza-processes-")
        self._children: list[Forked] = []
        command = [sys.executable, str(Path(__file__).with_name("forking.py"))]
        self._parent = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all of them."""
        for child in self._children:
            child.kill()
        self._parent.communicate()
        self._folder.cleanup()

    def start(self, *arguments: str) -> Forked:
        """Start ``manage.py ARGUMENTS``."""
        folder = Path(self._folder.name) / str(len(self._children))
        folder.mkdir()
        for name in ("stdout", "stderr"):
            (folder / name).touch()
        child = Forked(self, self.asked({"start": arguments, "folder": str(folder)})["pid"], folder)
        self._children.append(child)
        return child

    def run(self, *arguments: str, may_fail: bool = False) -> Forked:
        """Start it and wait for its end, which must be a good one unless it ``may_fail``."""
        child = self.start(*arguments)
        assert child.wait() == 0 or may_fail, child.stderr[-3000:]
        return child

    def shell(self, code: str) -> str:
        """Run Python in the site, as in ``manage.py shell``; returns what it printed."""
        return self.run("shell", "--no-imports", "-c", code).stdout

    def asked(self, question: dict[str, object]) -> dict[str, int]:
        assert self._parent.stdin is not None and self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(question) + "\n")
        self._parent.stdin.flush()
        answer = self._parent.stdout.readline()
        assert answer, "the process that forks others ended"
        return json.loads(answer)
