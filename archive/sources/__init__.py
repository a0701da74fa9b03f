"""Sources that are followed: feeds, sitemaps, pages, folders and mailboxes, polled with courtesy.

What they bring goes through the door of any file (`archive.ingest`). Only this room speaks to the network.
"""
