"""Search over segments: matching, scoring, top hits, facets, suggestions."""
