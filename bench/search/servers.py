"""The servers that engines are compared on: started as the tests start them, and what they cost counted beside what this process does."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from bench import ROOT

SERVICES = ROOT / "tests" / "services"
JVM = "-Xms1g -Xmx1g -XX:TieredStopAtLevel=4"  # tests start it small and slow; here it may show what it can


class Spending:
    """Seconds of CPU and bytes of memory: of this process, and of a server whose first process is ``server``."""

    def __init__(self, server: int | None = None):
        self._server = psutil.Process(server) if server else None

    def cpu(self) -> tuple[float, float]:
        """Of this process, of the server."""
        return time.process_time(), self._of_server()

    def memory(self) -> float:
        """Bytes that the server holds, shared ones counted once; 0 without a server."""
        return float(sum(_resident(process) for process in self._processes()))

    def _processes(self) -> list[psutil.Process]:
        return [self._server, *self._server.children(recursive=True)] if self._server else []

    def _of_server(self) -> float:
        """Of its threads in nanoseconds, of its processes that have ended as the kernel added them up."""
        if self._server is None:
            return 0.0
        ended = self._server.cpu_times()
        return sum(map(_run, self._processes())) / 1e9 + ended.children_user + ended.children_system


@contextmanager
def started(name: str) -> Iterator[tuple[str, Spending]]:
    """``elasticsearch`` or ``postgres``, its address and what it spends; it goes when the block ends."""
    script, environment = SERVICES / name, os.environ | {"ES_JAVA_OPTS": JVM}
    if subprocess.run([script, "install"], env=environment).returncode:
        sys.exit(f"no {name} here")
    started = subprocess.run([script, "start"], env=environment, capture_output=True, text=True)
    if started.returncode:
        sys.exit(started.stderr)
    url, folder = started.stdout.split()
    first = Path(folder, "data", "postmaster.pid") if name == "postgres" else Path(folder, "pid")
    try:
        yield url, Spending(int(first.read_text().split()[0]))
    finally:
        subprocess.run([script, "stop", folder])


def _run(process: psutil.Process) -> int:
    total = 0
    for task in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
        with suppress(OSError):
            total += int(task.read_text().split()[0])
    return total


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0
