"""The environment, read once, and the data folder that holds everything a site owns."""

import os
import secrets
import tomllib
from pathlib import Path

import environ

env = environ.Env()

ROOT = Path(__file__).resolve().parents[3]
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
DATA = Path(env.str("PLAZA_DATA", default=str(ROOT / "data"))).resolve()


def secret_key() -> str:
    """`SECRET_KEY`, or the data folder's own key, made on the first start and readable by its owner alone."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    path = DATA / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        DATA.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret-key.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # atomic and first-wins: two processes starting at once share one key
    except FileExistsError:
        draft.unlink()
        return path.read_text().strip()
    draft.unlink()
    return path.read_text().strip()
