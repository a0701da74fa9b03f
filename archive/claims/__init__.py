"""What figures claim: the tellings of one thing put together, and how they differ."""
