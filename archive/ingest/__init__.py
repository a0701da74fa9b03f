"""Intake: from files through readers to articles in the store, and rereading what is stored."""
