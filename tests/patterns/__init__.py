"""A guard over every regular expression: none takes more than linear time, whatever stands in a text."""
