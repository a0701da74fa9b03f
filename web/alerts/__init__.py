"""Searches that are followed: what is new for each, gathered and delivered by mail, feed or webhook."""
