"""What was typed, as a query tree, and how it was read."""
