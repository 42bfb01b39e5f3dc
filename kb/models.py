"""The pages of the knowledge base."""

from wagtail.models import Page


class KnowledgeBasePage(Page):
    """The knowledge base of one language: topics and their articles stand below it."""

    max_count_per_parent = 1
