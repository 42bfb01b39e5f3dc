"""Template tags of badges and contests."""
