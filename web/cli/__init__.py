"""The command line: `sijill` and its verbs, a module a group of verbs."""
