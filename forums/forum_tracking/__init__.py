"""Machina's own app of what was read, in our settings."""
