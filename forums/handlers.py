"""What follows from this room's own events."""

from core.events import on, record
from core.events.content import ContentEdited
from forums.events import AudienceChanged
from forums.models import TOPIC, Topic

AT_ONCE = 200


@on(AudienceChanged, consumer="forums.retell_topics")
def retell_topics(event: AudienceChanged) -> None:
    """Say of every topic that it changed, some at a time: their documents name who may find them."""
    ids = list(Topic.objects.filter(pk__gt=event.after_topic_id).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for topic_id in ids:
        record(ContentEdited(TOPIC, topic_id, None))
    if len(ids) == AT_ONCE:
        record(AudienceChanged(after_topic_id=ids[-1]))
