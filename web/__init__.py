"""The only layer that sees all: pages, REST and the command line."""
