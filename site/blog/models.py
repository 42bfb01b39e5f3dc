"""The pages of the blog room: the home of each language, landing pages, the blog and its posts."""

from wagtail.models import Page


class HomePage(Page):
    """The first page of one language; every other page of that language stands below it."""


class BlogIndexPage(Page):
    """The blog of one language: its posts, newest first."""

    max_count_per_parent = 1
