"""What the site holds about a person: all of it, given to them or taken out. `rules` says which table is treated how, and why."""
