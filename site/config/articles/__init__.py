"""Brings articles in: JSON lines, or folders of Markdown."""
