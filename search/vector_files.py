"""Where the files of the word vectors are (`search.meaning`). Apart, so that looking for them needs no numpy."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

VECTORS_FILE: Final = "wordllama/weights/l2_supercat_256.safetensors"
PIECES_FILE: Final = "wordllama/tokenizers/l2_supercat_tokenizer_config.json"
SIZES: Final = (16_384_096, 1_842_796)  # of both files, in bytes


class NoVectors(RuntimeError):
    """The package whose files hold the vectors is missing, or isn't as we know it."""


def files() -> tuple[Path, Path]:
    """Where the vectors and the pieces are, as data: the package's own code, which offers and needs far more, isn't run.

    Raises:
        NoVectors: they aren't there, or not of the sizes that we know.
    """
    try:
        package = distribution("wordllama")
    except PackageNotFoundError as error:
        raise NoVectors("wordllama is not installed") from error
    vectors, pieces = (Path(str(package.locate_file(name))) for name in (VECTORS_FILE, PIECES_FILE))
    try:
        sizes = vectors.stat().st_size, pieces.stat().st_size
    except OSError as error:
        raise NoVectors(str(error)) from error
    if sizes != SIZES:
        raise NoVectors(f"wordllama {package.version} has other vectors than those that weights were learned with")
    return vectors, pieces
