"""Right after posting: is what one wrote the same as what is there already? Its author is asked once, while nobody has answered."""

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from core.ports.suggester import Suggestion, duplicates
from core.posting import viewer_of

YOUNG: Final = timedelta(days=1)
UNSEEN: Final = ("pending", "hidden", "refused", "retracted")
MOST_KEPT: Final = 20
_NO: Final = "asked_before_no"


def offered(request: HttpRequest, key: str, created_at: datetime) -> list[Suggestion]:
    """What asks the same as the young ``key``; nothing once its author has said no in this session."""
    if timezone.now() - created_at > YOUNG or key in request.session.get(_NO, ()):
        return []
    return [found for found in duplicates(key, viewer_of(request)) if found.state not in UNSEEN]


def decline(request: HttpRequest, key: str) -> None:
    request.session[_NO] = [*request.session.get(_NO, ()), key][-MOST_KEPT:]
