"""Where the embedded engine keeps its index: one folder a generation, and a pointer to the one in use.

``CURRENT`` names the generation that searches read, ``BUILDING`` the one that a rebuild fills. Writers take turns by a lock on a file,
which the system gives back when a process dies. A rebuild learns what changed meanwhile from a list that each writer appends to.
"""

import fcntl
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from search.engines.protocol import EngineBusy, RebuildRunning

PATIENCE: Final = 10.0  # seconds a writer waits for its turn
LAYOUT: Final = "13"  # grows when fields or analysis change: an index of another layout counts as missing

_CURRENT, _BUILDING, _TOUCHED, _PARTIAL, _LAYOUT = "CURRENT", "BUILDING", "touched", "partial", "layout"


class Generations:
    """The generations in one folder. Every method may be called from any process."""

    def __init__(self, folder: Path):
        self.folder = folder

    def current(self) -> Path | None:
        """The generation in use; None when there is none, or none that this version can read."""
        return self._named(_CURRENT)

    def building(self) -> Path | None:
        return self._named(_BUILDING)

    def is_partial(self, generation: Path) -> bool:
        """Whether it was begun without the content that there already was, and so waits for a rebuild."""
        return (generation / _PARTIAL).exists()

    def create(self, *, partial: bool = False) -> Path:
        generation = self.folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid4().hex[:6]}"
        generation.mkdir(parents=True)
        (generation / _LAYOUT).write_text(LAYOUT)
        if partial:
            (generation / _PARTIAL).touch()
        return generation

    def use(self, generation: Path) -> None:
        """Point to ``generation``, and remove all others. Who still reads an old one keeps its open files."""
        self._point(_CURRENT, generation)
        if self.building() == generation:
            (self.folder / _BUILDING).unlink(missing_ok=True)
        keep = {generation, self.building()}
        for other in self.folder.iterdir():
            if other.is_dir() and other not in keep:
                shutil.rmtree(other, ignore_errors=True)

    def forget(self) -> None:
        """There is no generation in use any more. A build that is under way goes on."""
        (self.folder / _CURRENT).unlink(missing_ok=True)

    def begin_building(self) -> Path:
        generation = self.create()
        self._point(_BUILDING, generation)
        return generation

    def touch(self, keys: Iterable[str]) -> None:
        """Tell the rebuild, if there is one, that ``keys`` changed. Call it while `writing`."""
        if building := self.building():
            with (building / _TOUCHED).open("a") as touched:
                touched.writelines(f"{key}\n" for key in keys)

    def touched(self, generation: Path) -> tuple[str, ...]:
        try:
            return tuple(dict.fromkeys((generation / _TOUCHED).read_text().split()))
        except FileNotFoundError:
            return ()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """This caller's turn to change what searches read.

        Who waits holds the queue's head, so a busy writer that comes straight back can't starve a rebuild.

        Raises:
            EngineBusy: it did not come within `PATIENCE` seconds.
        """
        with ExitStack() as held:
            with self._locked("queue.lock", PATIENCE, EngineBusy):
                held.enter_context(self._locked("write.lock", PATIENCE, EngineBusy))
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        with self._locked("rebuild.lock", 0, RebuildRunning):
            yield

    @contextmanager
    def _locked(self, name: str, patience: float, refusal: type[EngineBusy]) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + patience
        with (self.folder / name).open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise refusal(name) from None
                    time.sleep(0.02)
            yield

    def _named(self, pointer: str) -> Path | None:
        try:
            generation = self.folder / (self.folder / pointer).read_text()
            return generation if (generation / _LAYOUT).read_text() == LAYOUT else None
        except OSError:
            return None

    def _point(self, pointer: str, generation: Path) -> None:
        draft = self.folder / f"{pointer}.{uuid4().hex}"
        draft.write_text(generation.name)
        draft.replace(self.folder / pointer)
