"""Rebuilding, updating and verifying the generations of an index, and their status."""
