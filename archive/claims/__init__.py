"""Claims: figures of several articles that tell one thing, and how they differ."""
