"""Results taken away: CSV, JSON Lines, RIS, BibTeX, feeds, citations."""
