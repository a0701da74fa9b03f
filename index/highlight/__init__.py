"""Highlighting: matches on the original text, passages, and the reasons why an article matched."""
