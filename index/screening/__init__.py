"""Screening: which names of a list a text mentions, in any form that a search for them would find."""
