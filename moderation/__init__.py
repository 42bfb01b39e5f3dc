"""Moderation: rules that hold, people who flag, and the live desk where moderators decide."""
