"""How fast one person may post. Staff are not counted."""

from core import throttle
from core.viewer import Viewer

RATES = {"ask": "20/h", "answer": "60/h", "comment": "120/h", "edit": "60/h", "vote": "600/h"}


def count(what: str, viewer: Viewer) -> None:
    """Count one more ``what``, a key of `RATES`; raises as `core.throttle.count`."""
    throttle.count(f"qa.{what}", viewer, RATES[what])
