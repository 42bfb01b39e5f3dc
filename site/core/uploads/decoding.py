"""Asks the decoder (`core.uploads.decoder`) to open a picture: one process per server process, started when it is first needed."""

import json
import select
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from core.uploads.refusals import RefusedUpload

log = structlog.get_logger(__name__)

PROGRAM = Path(__file__).with_name("decoder.py")
ANSWERS_WITHIN = 15.0
WAITING = 3
"""So many requests may wait for the decoder; more would take the server's threads away from readers."""
TYPES = {"WEBP": ("image/webp", "webp"), "PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg")}


@dataclass(frozen=True, slots=True)
class Made:
    """One picture as we write it."""

    data: bytes
    media_type: str
    extension: str
    width: int
    height: int


class _Decoder:
    """The process, and whose turn it is: one picture at a time, so that pictures never take more memory than one does."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)
        self._process: subprocess.Popen[str] | None = None

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        if not self._places.acquire(blocking=False):
            raise RefusedUpload("busy")
        try:
            with self._turn:
                return self._answer(job)
        finally:
            self._places.release()

    def _answer(self, job: dict[str, Any]) -> dict[str, Any]:
        process = self._started()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            line = process.stdout.readline() if select.select([process.stdout], [], [], ANSWERS_WITHIN)[0] else ""
        except OSError:
            line = ""
        if not line:
            process.kill()
            process.wait()
            log.error("the picture decoder gave no answer")
            raise RefusedUpload("too_hard")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            # Isolated: no environment, no folder of ours on its path.
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            )
        return self._process


decoder = _Decoder()


def decode(data: bytes, makes: list[tuple[int, bool]], *, max_pixels: int, compatible: bool = False) -> list[Made]:
    """New pictures from ``data``, one for each (longest side, square), without anything that isn't a pixel.

    WebP, or PNG where there are few colours; ``compatible`` writes opaque photographs as JPEG.

    Raises:
        RefusedUpload: it isn't a picture, or none that can be opened within our bounds.
    """
    with TemporaryDirectory(prefix="plaza-picture-") as folder:
        source = Path(folder, "source")
        source.write_bytes(data)
        wanted = [{"file": f"{folder}/{number}", "side": side, "square": square} for number, (side, square) in enumerate(makes)]
        answer = decoder.ask({"source": str(source), "makes": wanted, "max_pixels": max_pixels, "compatible": compatible})
        if "refused" in answer:
            log.info("picture refused", code=answer["refused"], why=answer.get("why", ""), kilobytes=answer["kilobytes"])
            raise RefusedUpload(answer["refused"])
        return [_made(one) for one in answer["made"]]


def _made(one: dict[str, Any]) -> Made:
    media_type, extension = TYPES[one["format"]]
    return Made(Path(one["file"]).read_bytes(), media_type, extension, one["width"], one["height"])
