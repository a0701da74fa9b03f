"""Extraction: pure functions from text to facts with spans."""
