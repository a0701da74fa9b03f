"""Spellings, peoples and everyday words of names and words, as tables; each names its source and licence."""
