"""The store on disk: SQLite with every revision, history, corrections, originals and the quarantine."""
