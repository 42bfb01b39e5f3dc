"""Machina's app of forums, with our models."""
