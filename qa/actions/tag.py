"""Put tags on a question, and take them off."""

from collections.abc import Sequence

from qa.actions.publish import count_tags
from qa.models import TAGS_MAX, Question
from qa.tagging import tags_named


def put_tags(question: Question, names: Sequence[str]) -> bool:
    """Make ``names`` (cleaned, at most `TAGS_MAX` count) the tags of ``question``; True when that changed anything.

    For actions of this room, in their transaction: tags change by asking and by editing.
    """
    wanted = {tag.pk for tag in tags_named(list(names)[:TAGS_MAX]).values()}
    present = set(question.tags.values_list("pk", flat=True))
    added, gone = wanted - present, present - wanted
    if added:
        question.tags.add(*added)
    if gone:
        question.tags.remove(*gone)
    if question.is_public:
        count_tags(added, 1)
        count_tags(gone, -1)
    return bool(added or gone)
