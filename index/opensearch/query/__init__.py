"""Queries over a cluster: trees as filters and scoring clauses, and the statistics that these need."""
