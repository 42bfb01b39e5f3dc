"""The tags of the blog room."""
