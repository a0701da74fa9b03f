"""The store's databases: a SQLite file or a PostgreSQL database, and what differs between the two."""
