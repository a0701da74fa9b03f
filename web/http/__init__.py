"""What HTTP needs: caching, JSON, problems, security headers, assets, the log."""
