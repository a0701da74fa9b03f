"""One segment on disk: its schema, how postings are inverted, written, mapped into memory and merged."""
