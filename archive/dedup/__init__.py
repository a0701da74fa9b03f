"""Which articles reprint each other: shingles, MinHash, clusters, and the copies that readers look up."""
