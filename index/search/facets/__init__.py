"""Facets: columns of document values, counts of them over the matches, and the buckets that a page shows."""
