"""Building an index in the cluster, sending articles to it, updating and verifying it."""
