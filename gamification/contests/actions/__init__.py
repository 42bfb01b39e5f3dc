"""The only writers of contests: a verb and its inverse in one file, one transaction each."""
