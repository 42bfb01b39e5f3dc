"""What suggestions say of themselves."""

from collections.abc import Iterable

from django import template

from search.explaining import sentences

register = template.Library()


@register.filter
def why_in_words(why: Iterable[str]) -> list[str]:
    """The codes of `Suggestion.why` as sentences."""
    return sentences(why)
