"""The only writers of people; one verb and its inverse a file."""
