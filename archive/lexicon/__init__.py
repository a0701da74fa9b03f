"""The lexicon as data: platforms, outlets, months, units."""
