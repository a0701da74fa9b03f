"""The data model: frozen types for an article and its parts, and their JSON records."""
