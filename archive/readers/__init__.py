"""Readers: one input format a file, each yielding drafts and rejects."""
