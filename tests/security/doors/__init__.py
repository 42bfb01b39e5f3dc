"""One table of every address: who it opens for (`table.txt`), the site it is tried on (`world`), and how each try is judged (`trying`)."""
