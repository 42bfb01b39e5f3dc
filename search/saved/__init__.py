"""Saved searches: their pages, and how they tell of what is new."""
