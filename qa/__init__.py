"""Questions and answers: ask, answer, comment, vote, accept, edit, tag, follow."""
