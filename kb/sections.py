"""What an article's page says of its sections: the contents list, and how long it takes to read."""

from core.sections import Section

WORDS_A_MINUTE = 200
IN_CONTENTS = 2


def contents_of(sections: tuple[Section, ...]) -> list[Section]:
    """The main parts, when there is more than one."""
    parts = [section for section in sections if section.level == IN_CONTENTS]
    return parts if len(parts) > 1 else []


def minutes_to_read(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))
