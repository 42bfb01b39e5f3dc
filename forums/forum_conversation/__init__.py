"""Machina's app of topics and posts, with our models."""
