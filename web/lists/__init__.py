"""Many at once: a list of queries with what each finds, and a list of names looked for in articles."""
