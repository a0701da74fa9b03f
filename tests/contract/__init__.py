"""The contracts, tried on a corpus: engines, stores and stock Whoosh find and tell the same."""
