"""Template tags that load people in batches."""
