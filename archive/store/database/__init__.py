"""Where the store's tables are: a SQLite file or a PostgreSQL database, and what differs between the two."""
