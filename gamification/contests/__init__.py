"""Contests: who may take part, how an entry comes in, votes, the course from draft to results, and the pages of all that."""
