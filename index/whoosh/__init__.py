"""Whoosh over our segments: its schema, codec and table of contents; the only package that knows it."""
