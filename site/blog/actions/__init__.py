"""What can be done with comments and posts."""
