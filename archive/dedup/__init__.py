"""Near-duplicate detection: shingles, MinHash, clusters of reprints, and the copies that readers look up."""
