"""The forums: which of machina's apps are installed, as which of ours, and what its settings are.

An entry must end in machina's own name of the app, or machina no longer finds its classes. `forums.forum` and
`forums.forum_conversation` are ours (they bring machina's models with what we add); the other two are machina's own, with our settings.
Its polls, attachments, members, feeds, search and views are left out: what a page needs is ours.
"""

from pathlib import Path

import machina

FORUM_APPS = [
    "mptt",
    "forums.forum",
    "forums.forum_conversation",
    "forums.forum_permission",
    "forums.forum_tracking",
]
# Machina's forms of its admin alone: its other templates belong to its views.
MACHINA_TEMPLATES = Path(machina.__file__).parent / "templates"

# All text passes the one door to HTML. Machina's own Markdown lets `[x](javascript&colon;…)` through.
MACHINA_MARKUP_LANGUAGE = ("forums.markup.to_html", {})
MACHINA_MARKUP_WIDGET = None  # a plain field in the admin: its editor would bring scripts of its own
MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS: list[str] = []  # the planted rows say it all, where an admin sees them
