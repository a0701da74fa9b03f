"""A real PostgreSQL server for tests and trials, on 127.0.0.1; `python -m tests.postgres` runs it."""
