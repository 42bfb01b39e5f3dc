"""Points, totals, ranks and the leaderboard: paid by what happens elsewhere, never by hand."""
