"""Query strings read into queries."""
