"""Values of fields and amounts among words: dates, months, numbers, addresses, names."""
