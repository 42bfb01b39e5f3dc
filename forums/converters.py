"""The parts of an address that name a row, and whether it is a topic or a post."""

from django.urls import register_converter

from forums.written import POST, TOPIC

WORDS = {TOPIC: "topics", POST: "posts"}


class ForumRow:
    """A number that fits a database id; a longer one is no address of ours."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class WrittenKind:
    """``topics`` or ``posts``, as a kind of content."""

    regex = "topics|posts"

    def to_python(self, value: str) -> str:
        return next(kind for kind, word in WORDS.items() if word == value)

    def to_url(self, value: str) -> str:
        return WORDS[value]


register_converter(ForumRow, "forum_row")
register_converter(WrittenKind, "written")
