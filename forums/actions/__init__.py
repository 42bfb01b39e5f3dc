"""The only writers of the forums: a verb and its inverse in one file, one transaction each."""
