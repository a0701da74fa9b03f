"""Exports of results: CSV, JSON Lines, RIS, BibTeX, feeds, citations."""
