"""The verbs of what is followed: sources, alerts, and the process that works on them."""
