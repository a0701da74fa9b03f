"""The HTTP side of pages and REST: caching, JSON, problems, security headers, assets, the log."""
