"""Pages of the knowledge base that are not Wagtail's own: load, call, render."""
