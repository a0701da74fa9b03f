"""The contract of the engines, tried on a corpus: the arrays and a cluster find and list the same."""
