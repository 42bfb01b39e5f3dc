"""How fast one person may post. Staff are not counted."""

from core import throttle
from core.viewer import Viewer

RATES = {"topic": "20/h", "post": "60/h", "edit": "60/h", "vote": "600/h"}


class TooFast(Exception):
    """``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


def count(what: str, viewer: Viewer) -> None:
    """Count one more ``what``, a key of `RATES`.

    Raises:
        TooFast: that was one too many.
    """
    if viewer.is_staff:
        return
    if not throttle.allow(f"forums.{what}", viewer.user_id, RATES[what]):
        raise TooFast(throttle.retry_after(RATES[what]))
