"""Facets: which documents have which values, how many of the matches, and what a page shows of it."""
