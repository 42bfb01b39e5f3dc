"""What the templates of this room need of Python."""
