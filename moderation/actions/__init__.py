"""The only writers of this room: a verb and its inverse in one file."""
