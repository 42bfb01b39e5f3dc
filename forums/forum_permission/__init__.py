"""Machina's own app of permissions, in our settings."""
