"""The names as data: platforms, outlets, months, units."""
