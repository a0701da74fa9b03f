"""Generations: rebuilding, updating, verifying, switching, and what `status` tells of them."""
