"""Extraction of facts from text: dates, numbers, figures, names, bylines, language; each fact with its span."""
