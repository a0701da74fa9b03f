"""Words of a result: the terms that set a result apart from the archive, and what stands beside a word."""
