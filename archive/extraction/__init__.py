"""Extraction of facts from text (dates, numbers, figures, names, bylines, language), with their spans."""
