"""Damage of the archive: finding it, reading around it, mending it."""
