"""Badges: what counts, who earned what, and the pages that show it."""
