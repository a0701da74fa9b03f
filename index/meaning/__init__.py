"""Meaning: vectors of the articles' texts, the model that makes them, and search by nearness to a query."""
