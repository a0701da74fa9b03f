"""The truth: articles, and what is known of them. Knows nothing of search or of the web."""
