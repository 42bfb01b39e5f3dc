"""What brings texts to the desk: held by admission, or edited while they wait. Flags come by their own action."""

from core.content import content
from core.events import on
from core.events.content import ContentEdited, ContentHeld
from moderation.actions.hold import hold, refresh


@on(ContentHeld, consumer="moderation.hold")
def hold_content(event: ContentHeld) -> None:
    if event.kind in content:
        hold(event.kind, event.object_id, event.reasons)


@on(ContentEdited, consumer="moderation.edited")
def note_edit(event: ContentEdited) -> None:
    if event.kind in content:
        refresh(event.kind, event.object_id)
