"""The only writers of the ledger and its totals."""
