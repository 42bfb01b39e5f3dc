"""What search keeps of its own: rules and synonyms that managers edit, what was learned from clicks, and saved searches."""
