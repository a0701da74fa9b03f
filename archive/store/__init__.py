"""The truth on disk: SQLite with every revision, history, corrections, originals and the quarantine."""
