"""Metadata of web pages by the place where it stands: address, dates, JSON-LD with schema.org's words."""
