"""Which kinds of content make documents of their own; others are parts of theirs."""

from core.content import Adapter


def searchable(adapter: Adapter) -> bool:
    return type(adapter).documents is not Adapter.documents
