"""Renderings of what the verbs print: hits, figures and words, as a terminal shows them."""
