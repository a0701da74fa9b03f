"""REST: the endpoints, the shapes of what they answer, and their documentation."""
