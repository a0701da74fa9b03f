"""A real OpenSearch cluster for tests and trials, on 127.0.0.1; `python -m tests.cluster` runs it."""
