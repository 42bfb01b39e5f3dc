"""The room's only writers."""
