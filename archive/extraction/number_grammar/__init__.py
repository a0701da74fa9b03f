"""The grammar of Arabic numbers: words and digits (`atoms`), their sums, and what they count (`context`)."""
