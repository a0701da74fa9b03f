"""Whoosh's own files: the only package that writes and opens them."""
